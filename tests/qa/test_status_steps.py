"""No shortcut: a change of status that is no step is refused by the models and by the database.

What the model of a question allows is the table in `test_questions.py`.
"""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from qa.models import Disclaimer, Question, Revision
from tests import factories

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + dt.timedelta(days=1)

QUESTION_STEPS = {
    "received": {"drafted", "answered_privately", "declined", "withdrawn", "quarantined"},
    "drafted": {"in_review", "answered_privately", "declined", "withdrawn"},
    "in_review": {"drafted", "published", "withdrawn"},
    "published": {"withdrawn", "answered_privately", "received"},
    "answered_privately": {"withdrawn"},
    "declined": {"withdrawn"},
    "withdrawn": set(),
    "quarantined": {"received"},
}
REVISION_STEPS = {
    "draft": {"in_review"},
    "in_review": {"draft", "scheduled", "approved"},
    "scheduled": {"draft", "in_review", "approved"},
    "approved": set(),
}


def pairs(steps: dict[str, set[str]]) -> list[tuple[str, str]]:
    return [(old, new) for old in steps for new in steps if old != new]


def question_row(status: str, *, answer) -> dict[str, object]:
    """Everything that the CHECK constraints ask of a question in this status."""
    is_open = status in {"received", "drafted", "in_review"}
    return {
        "status": status,
        "answer": answer,
        "ended_at": None if is_open else timezone.now(),
        "private_answer": "Rest." if status == "answered_privately" else "",
        "decline_reason": "not_a_question" if status == "declined" else "",
        "decline_message": "Sorry." if status == "declined" else "",
    }


def how(act) -> str:
    """Say "done", or which rule of the database refused."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return "done"


@pytest.mark.parametrize(("old", "new"), pairs(QUESTION_STEPS))
def test_database_lets_a_question_go_only_by_steps(old, new):
    question = factories.in_status(old)
    if new == "in_review":
        answer = factories.revision_in_review().answer
    else:
        answer = factories.published_answer()

    outcome = how(
        lambda: Question.objects.filter(pk=question.pk).update(**question_row(new, answer=answer))
    )

    assert outcome == ("done" if new in QUESTION_STEPS[old] else "question_goes_step_by_step")


@pytest.mark.parametrize("status", [s for s in Question.Status if s != "received"])
def test_database_lets_no_question_begin_elsewhere(status):
    answer = factories.published_answer()

    outcome = how(lambda: factories.question(**question_row(status, answer=answer)))

    assert outcome == "question_goes_step_by_step"


def test_database_lets_no_question_be_published_without_a_page():
    question = factories.in_status("in_review")

    outcome = how(
        lambda: Question.objects.filter(pk=question.pk).update(
            **question_row("published", answer=question.answer)
        )
    )

    assert outcome == "question_follows_its_answer"


def test_database_lets_no_question_be_in_review_before_its_answer():
    question = factories.in_status("drafted")

    outcome = how(
        lambda: Question.objects.filter(pk=question.pk).update(
            **question_row("in_review", answer=question.answer)
        )
    )

    assert outcome == "question_follows_its_answer"


def revision_in(status: str) -> Revision:
    """A revision that reached a status by the model's own steps."""
    revision = factories.draft()
    if status != "draft":
        revision.send_for_review()
    if status == "scheduled":
        revision.schedule(factories.therapist(), TOMORROW)
    if status == "approved":
        revision.approve(factories.therapist())
    return revision


def revision_row(status: str) -> dict[str, object]:
    """Everything that the CHECK constraints ask of a revision in this status."""
    is_decided = status in {"scheduled", "approved"}
    return {
        "status": status,
        "sent_for_review_at": timezone.now(),
        "reviewer": factories.therapist() if is_decided else None,
        "publish_at": TOMORROW if status == "scheduled" else None,
        "approved_at": timezone.now() if status == "approved" else None,
        "disclaimer": Disclaimer.objects.current() if status == "approved" else None,
    }


@pytest.mark.parametrize(("old", "new"), pairs(REVISION_STEPS))
def test_database_lets_a_revision_go_only_by_steps(old, new):
    revision, row = revision_in(old), revision_row(new)

    outcome = how(lambda: Revision.objects.filter(pk=revision.pk).update(**row))

    refusal = (
        "revision_approved_never_changes" if old == "approved" else "revision_goes_step_by_step"
    )
    assert outcome == ("done" if new in REVISION_STEPS[old] else refusal)


@pytest.mark.parametrize("status", [s for s in Revision.Status if s != "draft"])
def test_database_lets_no_revision_begin_elsewhere(status):
    answer = factories.draft().answer
    answer.revisions.all().delete()
    row = revision_row(status) | {"key_points": ["One.", "Two."]}

    outcome = how(lambda: Revision.objects.create(answer=answer, number=1, **row))

    assert outcome == "revision_goes_step_by_step"


STEPS = {
    "send_for_review": lambda revision: revision.send_for_review(),
    "return_to_author": lambda revision: revision.return_to_author("Shorter, please."),
    "correct_question": lambda revision: revision.correct_question("Does it hurt?"),
    "schedule": lambda revision: revision.schedule(factories.therapist(), TOMORROW),
    "cancel_schedule": lambda revision: revision.cancel_schedule(),
    "approve": lambda revision: revision.approve(factories.therapist()),
}
ALLOWED = {
    "draft": {"send_for_review"},
    "in_review": {"return_to_author", "correct_question", "schedule", "approve"},
    "scheduled": {"return_to_author", "cancel_schedule", "approve"},
    "approved": set(),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", Revision.Status)
def test_each_step_is_possible_only_from_its_statuses(status, step):
    revision = revision_in(status)

    try:
        STEPS[step](revision)
        outcome = "done"
    except ValidationError:
        outcome = "refused"

    assert outcome == ("done" if step in ALLOWED[status] else "refused")


WORDS = {
    "title": "Another title",
    "key_points": ["One.", "Two.", "Three."],
    "body": "<p>Other words.</p>",
    "image_is_decorative": True,
    "call_to_action_button": "Call us",
    "edited_question": "Another question?",
}


@pytest.mark.parametrize("status", ["draft", "in_review", "scheduled"])
@pytest.mark.parametrize("name", WORDS)
def test_database_lets_words_change_only_in_a_draft(name, status):
    revision = revision_in(status)

    outcome = how(lambda: Revision.objects.filter(pk=revision.pk).update(**{name: WORDS[name]}))

    is_slip = (status, name) == ("in_review", "edited_question")
    assert outcome == (
        "done" if status == "draft" or is_slip else "revision_words_change_in_a_draft"
    )
