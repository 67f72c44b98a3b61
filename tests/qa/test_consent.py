"""What becomes of a question, its answer and its page once its asker withdraws the consent."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from qa.models import Answer
from tests import factories
from tests.qa.questions import (
    answered_privately,
    being_answered,
    declined,
    in_review,
    pointed_to,
    published,
    taken_down,
)

pytestmark = pytest.mark.django_db


def test_consent_of_a_waiting_question_is_withdrawn_and_it_waits_on():
    question = factories.question()

    question.withdraw_consent()

    question.refresh_from_db()
    assert (question.status, question.may_be_published) == ("received", False)


def test_consent_withdrawn_in_review_gives_the_draft_back_to_be_answered_privately():
    question = in_review()

    question.withdraw_consent()

    question.refresh_from_db()
    draft = question.answer.open_revision
    assert (question.status, draft.status) == ("drafted", "draft")
    assert "answer privately" in draft.return_reason
    question.answer_privately("Rest a little.", factories.user())


def test_draft_cannot_be_published_after_the_consent_was_withdrawn():
    question = being_answered()
    question.withdraw_consent()
    draft = factories.write(question.answer.open_revision)
    draft.send_for_review()

    with pytest.raises(ValidationError) as error:
        draft.approve(factories.therapist())

    assert error.value.code == "no_consent"


def test_consent_withdrawn_takes_the_page_down_and_keeps_the_answer_for_the_asker():
    question = published()
    page = question.answer

    question.withdraw_consent()

    question.refresh_from_db()
    page.refresh_from_db()
    assert (page.is_published, Answer.objects.published().count()) == (False, 0)
    assert (question.status, question.answer) == ("answered_privately", None)
    assert question.private_answer.splitlines() == [
        "Strong hips help the knee.",
        "",
        "Pain on stairs is common.",
        "",
        "Start with small steps.",
        "",
        "What helps",
        "",
        "Moving often helps.",
    ]


def test_consent_withdrawn_keeps_the_addresses_behind_the_links_of_the_answer():
    body = (
        '<p>See <a href="https://example.org/knee?a=1&amp;b=2">these exercises</a> or '
        '<a href="https://example.org/">https://example.org/</a>.</p>'
        '<p><a href="tel:+15035550100">Call us</a> or <a href="/book/">book</a>.</p>'
    )
    question = being_answered()
    revision = factories.write(question.answer.open_revision, body=body)
    factories.explain(revision, "It is an address of ours.")
    revision.send_for_review()
    revision.approve(factories.therapist())
    question.refresh_from_db()

    question.withdraw_consent()

    assert question.private_answer.splitlines()[-3:] == [
        "See these exercises (https://example.org/knee?a=1&b=2) or https://example.org/.",
        "",
        f"Call us (+15035550100) or book ({settings.SITE_URL}/book/).",
    ]


def test_consent_withdrawn_after_staff_took_the_page_down_lets_the_question_wait_again():
    question = taken_down()

    question.withdraw_consent()

    question.refresh_from_db()
    assert (question.status, question.private_answer, question.ended_at) == ("received", "", None)


def test_consent_of_a_question_that_was_pointed_to_a_page_leaves_the_page():
    question = pointed_to()

    question.withdraw_consent()

    question.refresh_from_db()
    assert (question.status, question.answer.is_published) == ("published", True)
    assert question.consent_withdrawn_at is not None


@pytest.mark.parametrize("make", [answered_privately, declined])
def test_consent_to_nothing_cannot_be_withdrawn(make):
    with pytest.raises(ValidationError) as error:
        make().withdraw_consent()

    assert error.value.code == "no_consent"
