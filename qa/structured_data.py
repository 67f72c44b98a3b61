"""What an answer page tells machines: one schema.org graph, equal to what people read.

The type is MedicalWebPage. QAPage is not used: it asks for pages where readers add answers, and
for the asker as author.
"""

from django.http import HttpRequest
from django.urls import reverse

from clinics.structured_data import Node, breadcrumb, graph, organization, person, without_gaps
from qa.models import Answer, Revision, Topic


def answer_graph(request: HttpRequest, answer: Answer, revision: Revision) -> Node:
    """Return the graph of an answer page: the page, its breadcrumb, its people."""
    url = request.build_absolute_uri(answer.get_absolute_url())
    answered_by = person(request, revision.author)
    page = without_gaps(
        {
            "@type": "MedicalWebPage",
            "@id": url,
            "url": url,
            "headline": revision.title,
            "description": revision.excerpt,
            "inLanguage": "en-US",
            "datePublished": answer.published_at.date().isoformat(),
            "dateModified": revision.approved_at.date().isoformat(),
            "lastReviewed": answer.last_reviewed_on and answer.last_reviewed_on.isoformat(),
            "author": answered_by,
            "reviewedBy": person(request, revision.reviewer),
            "publisher": organization(request),
            "about": [{"@type": "Thing", "name": topic.name} for topic in answer.topics.all()],
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
        page["primaryImageOfPage"] = {
            "@type": "ImageObject",
            "url": request.build_absolute_uri(revision.image.url),
            "width": revision.image.pixel_width,
            "height": revision.image.pixel_height,
        }
    return graph(
        page,
        breadcrumb(
            request,
            ("Home", reverse("home")),
            parent_of(list(answer.topics.all())),
            (revision.title, answer.get_absolute_url()),
        ),
    )


def parent_of(topics: list[Topic]) -> tuple[str, str]:
    """Return the name and path of what stands above an answer in its breadcrumb."""
    if topics:
        return topics[0].name, topics[0].get_absolute_url()
    return "Answers", reverse("answer-list")
