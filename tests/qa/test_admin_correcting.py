"""Correcting a slip in the words of a question, in review and on a live page."""

import pytest

from qa.models import Revision
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


def test_slip_is_corrected_in_review_and_what_was_sent_stays(client):
    log_in(client, "reviewer")
    question = factories.question(text="My kne hurts.")
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()

    client.post(step(revision, "correct"), {"edited_question": "My knee hurts. Why?"})

    revision.refresh_from_db()
    question.refresh_from_db()
    assert (revision.status, revision.edited_question, question.text) == (
        "in_review",
        "My knee hurts. Why?",
        "My kne hurts.",
    )


def test_slip_on_a_live_page_waits_for_a_review(client):
    log_in(client)
    live = factories.published_answer(edited_question="My kne hurts.").live_revision

    client.post(step(live, "correct"), {"edited_question": "My knee hurts."})

    correction = live.answer.open_revision
    assert (correction.status, correction.edited_question, correction.author) == (
        "in_review",
        "My knee hurts.",
        live.author,
    )
    live.refresh_from_db()
    assert live.edited_question == "My kne hurts."


def test_slip_is_corrected_without_a_character_that_nobody_types(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review(edited_question="My kne hurts.")

    client.post(step(revision, "correct"), {"edited_question": "My\0 knee\x01 hurts."})

    revision.refresh_from_db()
    assert revision.edited_question == "My knee hurts."


@pytest.mark.parametrize("is_live", [False, True])
def test_slip_is_not_corrected_into_something_identifying(client, is_live):
    log_in(client, "reviewer")
    revision = factories.revision_in_review(edited_question="My kne hurts.")
    if is_live:
        revision.approve(factories.therapist())

    response = client.post(
        step(revision, "correct"), {"edited_question": "Anna Keller's knee hurts."}, follow=True
    )

    assert said(response) == [
        "Take out “Anna Keller” (a name), or say in the checks why it identifies nobody."
    ]
    assert "Anna Keller&#x27;s knee hurts.</textarea>" in response.content.decode()
    revision.refresh_from_db()
    assert revision.edited_question == "My kne hurts."
    assert Revision.objects.count() == 1


def test_slip_in_review_is_not_corrected_by_a_therapist(client):
    log_in(client)
    revision = factories.revision_in_review()

    response = client.post(step(revision, "correct"), {"edited_question": "Other words"})

    assert response.status_code == 403
