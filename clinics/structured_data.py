"""What our pages tell machines, as schema.org graphs equal to what people read."""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .models import Clinic, Organization, Therapist

Node = dict[str, Any]

LANGUAGE = "en-US"
PHYSICAL_THERAPY = "https://schema.org/Physiotherapy"


# What could end the script element or begin a comment is written as a JSON escape.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def as_script(node: Node) -> SafeString:
    """Return the graph as a script element of data, which no browser executes."""
    data = json.dumps(node, ensure_ascii=False, default=dt.date.isoformat)
    return format_html(
        '<script type="application/ld+json">{}</script>', SafeString(data.translate(_ESCAPES))
    )


def without_gaps(node: Node) -> Node:
    """Return the node without the properties that have no value."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def graph(*nodes: Node) -> Node:
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def breadcrumb(request: HttpRequest, *trail: tuple[str, str]) -> Node:
    """Return the trail of (name, path) pairs that the page shows."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": request.build_absolute_uri(path),
            }
            for position, (name, path) in enumerate(trail, 1)
        ],
    }


def person(request: HttpRequest, therapist: Therapist | None) -> Node | None:
    """Return who wrote or reviewed, with their page where they have one."""
    if therapist is None:
        return None
    address = therapist.public_address
    return without_gaps(
        {
            "@type": "Person",
            "name": therapist.display_name,
            "honorificSuffix": therapist.credentials,
            "jobTitle": "Physical therapist",
            "url": address and request.build_absolute_uri(address),
        }
    )


def organization(request: HttpRequest) -> Node:
    """Return a reference to the group, which every graph describes in a node of its own."""
    return {"@id": request.build_absolute_uri("/#organization")}


def group_node(request: HttpRequest, group: Organization) -> Node:
    """Return the group itself, as the header and footer of every page show it."""
    return without_gaps(
        {
            "@type": "MedicalOrganization",
            **organization(request),
            "name": group.name,
            "url": request.build_absolute_uri("/"),
            "telephone": group.phone,
            "logo": group.logo and request.build_absolute_uri(group.logo.url),
            "medicalSpecialty": PHYSICAL_THERAPY,
        }
    )


def home_graph(request: HttpRequest, group: Organization) -> Node:
    """Return the graph of the home page: the site and the group it belongs to."""
    url = request.build_absolute_uri("/")
    site = {
        "@type": "WebSite",
        "@id": f"{url}#website",
        "url": url,
        "name": group.name,
        "inLanguage": LANGUAGE,
        "publisher": organization(request),
    }
    return graph(site, group_node(request, group))


def list_graph(request: HttpRequest, group: Organization, *trail: tuple[str, str]) -> Node:
    """Return the graph of a page that lists others, which stands at the end of the trail."""
    url = request.build_absolute_uri(trail[-1][1])
    page = {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": trail[-1][0],
        "inLanguage": LANGUAGE,
        "isPartOf": {"@id": request.build_absolute_uri("/#website")},
        "publisher": organization(request),
    }
    return graph(page, breadcrumb(request, *trail), group_node(request, group))


def therapist_graph(request: HttpRequest, group: Organization, therapist: Therapist) -> Node:
    """Return the graph of a therapist's page: who they are and what allows them to answer."""
    url = request.build_absolute_uri(therapist.get_absolute_url())
    somebody = {
        **(person(request, therapist) or {}),
        "description": therapist.bio,
        "image": therapist.photo and request.build_absolute_uri(therapist.photo.url),
        "worksFor": organization(request),
        "hasCredential": without_gaps(
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "license",
                "identifier": therapist.license_number,
                "recognizedBy": {"@type": "AdministrativeArea", "name": therapist.license_state},
            }
        ),
    }
    page = {
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "name": therapist.display_name,
        "inLanguage": LANGUAGE,
        "mainEntity": without_gaps(somebody),
        "publisher": organization(request),
    }
    trail = breadcrumb(request, ("Home", reverse("home")), (therapist.display_name, url))
    return graph(page, trail, group_node(request, group))


def clinic_graph(request: HttpRequest, group: Organization, clinic: Clinic) -> Node:
    """Return the graph of a clinic page."""
    url = request.build_absolute_uri(clinic.get_absolute_url())
    place = without_gaps(
        {
            "@type": "MedicalClinic",
            "@id": url,
            "url": url,
            "name": clinic.name,
            "telephone": clinic.phone,
            "medicalSpecialty": PHYSICAL_THERAPY,
            "parentOrganization": organization(request),
            "address": {
                "@type": "PostalAddress",
                "streetAddress": clinic.street,
                "addressLocality": clinic.city,
                "addressRegion": clinic.state,
                "postalCode": clinic.postal_code,
                "addressCountry": "US",
            },
            "openingHoursSpecification": [
                {
                    "@type": "OpeningHoursSpecification",
                    "dayOfWeek": f"https://schema.org/{hours.get_weekday_display()}",
                    "opens": hours.opens.strftime("%H:%M"),
                    "closes": hours.closes.strftime("%H:%M"),
                }
                for hours in clinic.hours.all()
            ],
        }
    )
    if clinic.latitude is not None and clinic.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(clinic.latitude),
            "longitude": float(clinic.longitude),
        }
    if clinic.picture:
        place["image"] = request.build_absolute_uri(clinic.picture.url)
    trail = breadcrumb(
        request,
        ("Home", reverse("home")),
        ("Clinics", reverse("clinic-list")),
        (clinic.name, clinic.get_absolute_url()),
    )
    return graph(place, trail, group_node(request, group))
