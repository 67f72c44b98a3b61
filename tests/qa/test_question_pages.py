"""Questions and their pages: what goes with a question, and a page that answers several."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from qa.models import Answer, Revision
from tests import factories

pytestmark = pytest.mark.django_db


def test_private_answer_drops_the_draft_that_nobody_needs():
    question = factories.in_status("drafted")

    question.answer_privately("Please rest it.", factories.user())

    assert Answer.objects.count() == 0


def test_withdraw_takes_the_public_page_down():
    question = factories.in_status("published")

    question.withdraw()

    assert (Answer.objects.published().count(), Answer.objects.withdrawn().count()) == (0, 1)


def test_withdraw_drops_the_unpublished_draft():
    question = factories.in_status("in_review")

    question.withdraw()

    assert Answer.objects.count() == 0


def test_withdrawn_question_cannot_be_published_again():
    question = factories.in_status("published")
    answer = question.answer
    question.withdraw()

    with pytest.raises(ValidationError) as error:
        answer.start_revision(factories.therapist())

    assert error.value.code == "taken_back"


def test_withdraw_stops_what_was_to_replace_the_page():
    question = factories.in_status("published")
    question.answer.start_revision(factories.therapist())

    question.withdraw()

    assert list(Revision.objects.open()) == []


def test_database_never_shows_again_what_an_asker_took_back():
    question = factories.in_status("published")
    answer = question.answer
    question.withdraw()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(
            live_revision=answer.revisions.get(), withdrawn_at=None
        )


def test_page_answers_another_question_too_without_its_consent():
    question, answer = factories.question(agrees=False), factories.published_answer()

    question.answer_with(answer, factories.user())

    question.refresh_from_db()
    assert (question.status, question.answer, question.is_source) == ("published", answer, False)


def test_page_that_is_not_public_answers_nobody():
    question, answer = factories.question(), factories.published_answer()
    answer.withdraw()

    with pytest.raises(ValidationError) as error:
        question.answer_with(answer, factories.user())

    assert error.value.code == "not_published"


def test_page_that_answers_instead_throws_the_begun_draft_away():
    question, answer = factories.in_status("drafted"), factories.published_answer()

    question.answer_with(answer, factories.user())

    assert list(Answer.objects.all()) == [answer]


def test_page_stays_when_an_asker_leaves_whose_words_are_not_on_it():
    question, answer = factories.question(), factories.published_answer()
    question.answer_with(answer, factories.user())

    question.withdraw()

    question.refresh_from_db()
    assert (question.status, question.answer) == ("withdrawn", None)
    assert list(Answer.objects.published()) == [answer]


def test_page_goes_with_its_own_asker_though_it_answers_others_too():
    source, other = factories.in_status("published"), factories.question()
    other.answer_with(source.answer, factories.user())

    source.withdraw()

    assert Answer.objects.published().count() == 0


def test_page_may_change_though_another_asker_gave_no_consent():
    answer = factories.published_answer()
    factories.question(agrees=False).answer_with(answer, factories.user())
    revision = answer.start_revision(factories.therapist())
    revision.send_for_review()

    revision.approve(factories.therapist())

    assert answer.revisions.filter(status="approved").count() == 2
