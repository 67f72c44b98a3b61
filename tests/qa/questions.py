"""Questions that stand where a question may stand, brought there by the steps of the model."""

from qa.models import Question
from tests import factories


def being_answered() -> Question:
    question = factories.question()
    question.start_answer(factories.therapist())
    return question


def in_review() -> Question:
    question = being_answered()
    factories.write(question.answer.open_revision).send_for_review()
    question.refresh_from_db()
    return question


def published() -> Question:
    question = factories.question()
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()
    revision.approve(factories.therapist())
    question.refresh_from_db()
    return question


def taken_down() -> Question:
    question = published()
    question.answer.withdraw()
    return question


def pointed_to() -> Question:
    """A question that ended with the page of another one."""
    question = factories.question()
    question.answer_with(factories.published_answer(), factories.user())
    return question


def answered_privately() -> Question:
    question = factories.question()
    question.answer_privately("Walk a little every day.", factories.user())
    return question


def declined() -> Question:
    question = factories.question()
    question.decline("needs_other_care", "Please see a physician.", factories.user())
    return question


def withdrawn() -> Question:
    question = factories.question()
    question.withdraw()
    return question


def quarantined() -> Question:
    question = factories.question()
    question.quarantine()
    return question
