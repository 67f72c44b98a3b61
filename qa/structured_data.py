"""What an answer page tells machines: one schema.org graph, equal to what people read.

The type is MedicalWebPage. QAPage is not used: it asks for pages where readers add answers, and
for the asker as author.
"""

import datetime as dt

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Organization
from clinics.structured_data import (
    LANGUAGE,
    PHYSICAL_THERAPY,
    Node,
    breadcrumb,
    graph,
    group_node,
    organization,
    person,
    without_gaps,
)
from qa.models import Answer, Revision, Topic


def answer_graph(
    request: HttpRequest,
    group: Organization,
    answer: Answer,
    revision: Revision,
    topics: list[Topic],
) -> Node:
    """Return the graph of an answer page: the page, its breadcrumb, its people."""
    path = answer.get_absolute_url()
    url = request.build_absolute_uri(path)
    answered_by = person(request, revision.author)
    page = without_gaps(
        {
            "@type": "MedicalWebPage",
            "@id": url,
            "url": url,
            "name": revision.title,
            "headline": revision.title,
            "description": revision.excerpt,
            "inLanguage": LANGUAGE,
            "isPartOf": {"@id": request.build_absolute_uri("/#website")},
            "breadcrumb": {"@id": f"{url}#breadcrumb"},
            "specialty": PHYSICAL_THERAPY,
            "datePublished": day_of(answer.published_at),
            "dateModified": day_of(revision.approved_at),
            "lastReviewed": answer.last_reviewed_on,
            "author": answered_by,
            "reviewedBy": person(request, revision.reviewer),
            "publisher": organization(request),
            "about": [{"@type": "Thing", "name": topic.name} for topic in topics],
            "mainEntity": {
                "@type": "Question",
                "name": revision.title,
                "text": revision.edited_question or revision.title,
                "acceptedAnswer": without_gaps(
                    {
                        "@type": "Answer",
                        "text": revision.body_text,
                        "url": url,
                        "author": answered_by,
                    }
                ),
            },
        }
    )
    if revision.image:
        page["primaryImageOfPage"] = without_gaps(
            {
                "@type": "ImageObject",
                "url": request.build_absolute_uri(revision.image.url),
                "width": revision.image.pixel_width,
                "height": revision.image.pixel_height,
                "caption": revision.image_alt,
            }
        )
    trail = breadcrumb(
        request,
        ("Home", reverse("home")),
        parent_of(topics),
        (revision.title, path),
    )
    return graph(page, {**trail, **page["breadcrumb"]}, group_node(request, group))


def day_of(moment: dt.datetime | None) -> dt.date | None:
    """Return the day as the page shows it, in the time zone of the site."""
    return timezone.localdate(moment) if moment else None


def parent_of(topics: list[Topic]) -> tuple[str, str]:
    """Return the name and path of what stands above an answer in its breadcrumb."""
    if topics:
        return topics[0].name, topics[0].get_absolute_url()
    return "Answers", reverse("answer-list")
