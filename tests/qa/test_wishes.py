"""Whoever works on a question hears that its asker wants something else, once."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinics.models import Therapist
from qa import wishes
from qa.models import Notice, Question
from qa.outbox import call_staff, send_notice
from tests import factories
from tests.qa.questions import pointed_to

pytestmark = pytest.mark.django_db

WISHES = [wishes.take_back, wishes.keep_private, wishes.erase]
CHANGED = "Please look before you go on with a message"


def therapist(name: str) -> Therapist:
    return factories.therapist(user=factories.user(email=f"{name}@clinic.example"))


def claimed(by: Therapist) -> Question:
    question = factories.question()
    question.claim(by)
    return question


def drafted(by: Therapist) -> Question:
    question = factories.question()
    factories.write(question.start_answer(by))
    return question


def in_review(by: Therapist) -> Question:
    question = drafted(by)
    question.answer.open_revision.send_for_review()
    return Question.objects.get(pk=question.pk)


def told(jobs) -> list[tuple[str, str]]:
    """Do what the worker was asked for the staff; return whom each letter went to and on what."""
    for job in list(jobs.values()):
        if job["task_name"] == "call_staff":
            call_staff(**job["args"])
    letters = Notice.objects.owed().filter(staff__isnull=False).order_by("pk")
    for notice in letters:
        send_notice(notice_id=notice.pk)
    return sorted((message.to[0], message.subject) for message in mail.outbox)


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("make", [claimed, drafted])
def test_therapist_who_holds_a_claim_or_a_draft_is_told_once(jobs, make, wish):
    question = make(therapist("maya"))
    number = question.pk

    wish(question)

    assert told(jobs) == [("maya@clinic.example", CHANGED)]
    gone = wish is wishes.erase
    path = "/admin/" if gone else f"/admin/qa/question/{number}/change/"
    assert f"http://localhost:8000{path}\n" in mail.outbox[0].body


@pytest.mark.parametrize("wish", WISHES)
def test_author_and_whoever_took_the_claim_over_are_both_told(jobs, wish):
    question = drafted(therapist("maya"))
    question.release()
    question.claim(therapist("noor"))

    wish(question)

    assert told(jobs) == [("maya@clinic.example", CHANGED), ("noor@clinic.example", CHANGED)]


@pytest.mark.parametrize(
    ("wish", "subject"),
    [
        (wishes.take_back, CHANGED),
        (wishes.keep_private, "A draft came back to you"),
        (wishes.erase, CHANGED),
    ],
)
def test_author_of_what_is_in_review_gets_one_letter(jobs, wish, subject):
    question = in_review(therapist("maya"))

    wish(question)

    assert told(jobs) == [("maya@clinic.example", subject)]


@pytest.mark.parametrize("wish", WISHES)
def test_author_of_new_words_for_a_page_is_told_that_it_is_gone(jobs, wish):
    question = in_review(factories.therapist())
    question.answer.open_revision.approve(factories.therapist())
    question.answer.refresh_from_db()
    question.answer.start_revision(therapist("maya"))

    wish(Question.objects.get())

    assert told(jobs) == [("maya@clinic.example", CHANGED)]


@pytest.mark.parametrize("wish", WISHES)
def test_nobody_is_told_who_does_not_work_on_it_any_more(jobs, wish):
    question = factories.question()
    question.claim(therapist("maya"), timezone.now() - dt.timedelta(days=30))

    wish(question)

    assert told(jobs) == []


def test_author_of_a_page_that_stays_is_not_told(jobs):
    question = pointed_to()
    question.answer.start_revision(therapist("maya"))

    wishes.take_back(question)

    assert told(jobs) == []


def test_erasing_after_taking_back_is_told_once(jobs):
    question = drafted(therapist("maya"))

    wishes.take_back(question)
    with pytest.raises(ValidationError):
        wishes.take_back(question)
    wishes.erase(question)

    assert told(jobs) == [("maya@clinic.example", CHANGED)]
