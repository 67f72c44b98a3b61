"""What our pages tell machines, as schema.org graphs equal to what people read."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .models import Clinic, Organization, Therapist

Node = dict[str, Any]


# What could end the script element or begin a comment is written as a JSON escape.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def as_script(node: Node) -> SafeString:
    """Return the graph as a script element of data, which no browser executes."""
    data = SafeString(json.dumps(node, ensure_ascii=False).translate(_ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', data)


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
    if therapist is None:
        return None
    return without_gaps(
        {
            "@type": "Person",
            "name": therapist.display_name,
            "honorificSuffix": therapist.credentials,
            "jobTitle": "Physical therapist",
            "url": request.build_absolute_uri(therapist.get_absolute_url()),
        }
    )


def organization(request: HttpRequest) -> Node:
    """Return a reference to the group; the home page describes it."""
    return {"@id": request.build_absolute_uri("/#organization")}


def home_graph(request: HttpRequest, group: Organization) -> Node:
    """Return the graph of the home page: the group itself."""
    return graph(
        without_gaps(
            {
                "@type": "MedicalOrganization",
                **organization(request),
                "name": group.name,
                "url": request.build_absolute_uri("/"),
                "telephone": group.phone,
                "medicalSpecialty": "https://schema.org/Physiotherapy",
            }
        )
    )


def clinic_graph(request: HttpRequest, clinic: Clinic) -> Node:
    """Return the graph of a clinic page."""
    url = request.build_absolute_uri(clinic.get_absolute_url())
    place = without_gaps(
        {
            "@type": "MedicalClinic",
            "@id": url,
            "url": url,
            "name": clinic.name,
            "telephone": clinic.phone,
            "medicalSpecialty": "https://schema.org/Physiotherapy",
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
    return graph(place, trail)
