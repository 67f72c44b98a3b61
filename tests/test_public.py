"""Standing promises of the public side, checked on every public page at once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinics.models import Organization, OrganizationLink
from qa.models import Answer, Question, RelatedAnswer
from tests import factories
from tests.public_paths import public_paths

pytestmark = pytest.mark.django_db


def crawl(client: Client) -> str:
    """Return everything that the public can read, headers too."""
    responses = [client.get(path) for path in public_paths()]
    return "\n".join(f"{response.headers}\n{response.content.decode()}" for response in responses)


def publish_with_private_parts() -> Question:
    """A published answer of a question whose every private field holds a canary."""
    question = factories.question(
        asker_name="Canaryname",
        asker_email="canaryaddress@example.com",
        text="Canarytext about a knee",
        topic=factories.topic(),
    )
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()
    revision.return_to_author("Canaryreason")
    revision.send_for_review()
    revision.approve(factories.therapist())
    return question


def test_no_private_field_is_on_any_public_page(client):
    question = publish_with_private_parts()
    private = factories.question(text="Canaryprivate", topic=question.topic)
    private.answer_privately("Canaryanswer", factories.user())
    declined = factories.question(text="Canarydeclined")
    declined.decline("not_a_question", "Canarymessage", factories.user())
    question.refresh_from_db()

    seen = crawl(client).lower()

    secrets = [
        "canaryname",
        "canaryaddress",
        "canarytext",
        "canaryreason",
        "canaryprivate",
        "canaryanswer",
        "canarydeclined",
        "canarymessage",
        question.status_token.lower(),
        str(question.submission_key),
    ]
    assert [secret for secret in secrets if secret in seen] == []


def unpublished(kind: str) -> None:
    """Words that were never approved, or are no longer."""
    canary = {"title": "Canary title", "key_points": ["Canary one knee.", "Canary two."]}
    topic = factories.topic()
    if kind == "draft":
        factories.draft(topics=[topic], **canary)
    elif kind == "in review":
        factories.revision_in_review(topics=[topic], **canary)
    elif kind == "withdrawn":
        factories.published_answer(topics=[topic], **canary).withdraw()
    elif kind == "new revision of a live answer":
        answer = factories.published_answer(topics=[topic])
        factories.write(answer.start_revision(factories.therapist()), **canary).send_for_review()
    elif kind == "old revision of a live answer":
        answer = factories.published_answer(topics=[topic], **canary)
        factories.new_words(answer)
        answer.move_to("another-address")


@pytest.mark.parametrize(
    "kind",
    [
        "draft",
        "in review",
        "withdrawn",
        "new revision of a live answer",
        "old revision of a live answer",
    ],
)
def test_what_is_not_published_is_on_no_public_page(client, kind):
    unpublished(kind)
    neighbor = factories.published_answer()
    for answer in Answer.objects.exclude(pk=neighbor.pk):
        RelatedAnswer.objects.create(answer=neighbor, related=answer)

    seen = crawl(client).replace("/search/?q=canary", "").lower()

    assert "canary o" not in seen
    assert "canary t" not in seen


def test_public_pages_read_no_question(client):
    publish_with_private_parts()
    factories.published_answer()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        crawl(client)

    assert [q["sql"] for q in queries if "qa_question" in q["sql"]] == []


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def full_site(size: int) -> dict[str, str]:
    """A site with this many answers, neighbors, clinics, therapists and topics; its pages."""
    organization = Organization.objects.get()
    for n in range(size):
        OrganizationLink.objects.create(organization=organization, label=str(n), url="/")
    clinics = [factories.clinic() for _ in range(size)]
    authors = [factories.therapist(clinic=clinic) for clinic in clinics]
    topics = [factories.topic(warning_signs="It is hot.") for _ in range(size)]
    reviewer = factories.therapist()
    answers = [
        factories.published_answer(author=author, reviewer=reviewer, topics=topics)
        for author in authors
    ]
    for neighbor in answers[1:]:
        RelatedAnswer.objects.create(answer=answers[0], related=neighbor)
    return {
        "home": "/",
        "answer": answers[0].get_absolute_url(),
        "answers": "/answers/",
        "topics": "/topics/",
        "topic": topics[0].get_absolute_url(),
        "therapist": authors[0].get_absolute_url(),
        "clinics": "/clinics/",
        "clinic": clinics[0].get_absolute_url(),
        "search": "/search/?q=knee",
        "book": "/book/",
        "feed": "/feed/",
    }


def test_pages_take_six_statements_at_most_however_many_rows_there_are(client):
    few = {name: statements(client, path) for name, path in full_site(1).items()}
    many = {name: statements(client, path) for name, path in full_site(12).items()}

    assert {name: (few[name], number) for name, number in many.items() if number > 6} == {}
