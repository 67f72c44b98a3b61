"""The review at the desk: what the page shows, and returning an answer to its author."""

import datetime as dt

import pytest

from qa.models import Review
from tests import factories
from tests.desk import log_in
from tests.qa.editor import step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


@pytest.mark.parametrize("field", ["license", "consent"])
def test_review_says_what_keeps_from_approving(client, field):
    log_in(client, "reviewer")
    author = factories.therapist(display_name="Lee Brandt")
    question = factories.question()
    revision = factories.write(question.start_answer(author))
    revision.send_for_review()
    if field == "license":
        author.license_expires_on = dt.date(2020, 1, 1)
        author.save()
    else:
        question.refresh_from_db()
        question.consent_withdrawn_at = question.consented_at
        question.save()

    shown = client.get(step(revision, "review"))

    assert (
        shown.context["obstacles"]
        == {
            "license": ["Renew the license of Lee Brandt first; it is not current."],
            "consent": ["Answer privately instead; the asker did not agree to a published answer."],
        }[field]
    )


def test_review_shows_the_page_as_it_will_be(client):
    reviewer = log_in(client, "reviewer")
    revision = factories.revision_in_review(title="Does it help?")

    shown = client.get(step(revision, "review")).content.decode()

    assert "Does it help?" in shown
    assert reviewer.name_with_credentials in shown


def test_return_gives_the_reason_to_the_author(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    client.post(step(revision, "review"), {"reason": "Say when to see somebody."})

    revision.refresh_from_db()
    assert (revision.status, revision.return_reason) == ("draft", "Say when to see somebody.")


def test_return_is_told_to_the_author_and_to_nobody_else(client, jobs):
    log_in(client, "reviewer")
    author = factories.therapist(user=factories.user())
    revision = factories.revision_in_review(author=author)

    client.post(step(revision, "review"), {"reason": "Say when to see somebody."})

    [job] = jobs.values()
    assert (job["args"]["kind"], job["args"]["only"]) == ("returned", author.user_id)


def test_return_without_a_reason_asks_for_one(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    response = client.post(step(revision, "review"), {"reason": ""})

    assert response.context["form"].errors == {"reason": ["Say what the author should change."]}


@pytest.mark.parametrize("name", ["review", "approve"])
def test_review_is_forbidden_to_a_therapist(client, name):
    log_in(client)
    revision = factories.revision_in_review()

    assert client.post(step(revision, name)).status_code == 403


def test_review_shows_what_changes_on_the_live_page(client):
    log_in(client, "reviewer")
    author = factories.therapist()
    answer = factories.published_answer(author=author, title="Rest it?")
    revision = answer.start_revision(author)
    revision.title = "Move it?"
    revision.save()
    revision.send_for_review()

    shown = client.get(step(revision, "review")).content.decode()

    assert "<del>Rest</del> <ins>Move</ins>" in shown


def test_return_keeps_what_was_said_so_far(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    client.post(
        step(revision, "review"),
        {"reason": "Shorter words, please.", "is_accurate": "yes", "is_plain": "no"},
    )

    assert [(r.decision, r.reason, r.is_accurate, r.is_plain) for r in Review.objects.all()] == [
        ("returned", "Shorter words, please.", True, False)
    ]
