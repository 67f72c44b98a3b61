import datetime as dt

import pytest
from django.utils import timezone

from clinics.models import Organization
from qa.tasks import ask_whether_answers_helped, tell_of_claims, tell_of_late_questions
from tests import factories
from tests.qa.keeping import DAY, NOW
from tests.qa.questions import answered_privately, declined, published, withdrawn

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=timezone.get_default_timezone())  # A Wednesday.


def stamp(at: dt.datetime) -> int:
    return int(at.timestamp())


def called(jobs) -> list[tuple[str, str]]:
    return [(job["args"]["kind"], job["args"]["path"]) for job in jobs.values()]


def claimed(until: dt.datetime, **values):
    question = factories.question()
    question.claim(factories.therapist(**values))
    question.claimed_until = until
    question.save()
    return question


def test_claim_that_ends_within_two_hours_is_told_to_its_owner(jobs):
    user = factories.user()
    question = claimed(NOON + dt.timedelta(hours=2), user=user)
    claimed(NOON + dt.timedelta(hours=2, minutes=1), user=factories.user())
    claimed(NOON - dt.timedelta(minutes=1), user=factories.user())

    tell_of_claims(timestamp=stamp(NOON))

    [job] = jobs.values()
    assert called(jobs) == [("claim_ends", f"/admin/qa/question/{question.pk}/change/")]
    assert job["args"]["only"] == user.pk


def test_claim_of_somebody_without_a_login_is_told_to_nobody(jobs):
    claimed(NOON + dt.timedelta(hours=1))

    tell_of_claims(timestamp=stamp(NOON))

    assert jobs == {}


def test_claim_of_a_question_that_has_ended_is_told_to_nobody(jobs):
    question = claimed(NOON + dt.timedelta(hours=1), user=factories.user())
    question.answer_privately("Walk a little.", factories.user())

    tell_of_claims(timestamp=stamp(NOON))

    assert jobs == {}


@pytest.fixture
def late():
    """A question that was due the day before NOON."""
    Organization.objects.update(answer_promise_days=3)
    return factories.question(received_at=NOON - dt.timedelta(days=6))


def test_late_questions_are_told_as_one_list(jobs, late):
    factories.question(received_at=late.received_at)

    tell_of_late_questions(timestamp=stamp(NOON))

    [job] = jobs.values()
    assert called(jobs) == [("late", "/admin/qa/question/")]
    assert job["args"]["occasion"] == "2026-11-25"


@pytest.mark.parametrize(
    "at",
    [
        NOON.replace(hour=6),
        NOON + dt.timedelta(days=3),  # Saturday
        NOON - dt.timedelta(days=1),  # The last day of the promise.
    ],
)
def test_late_questions_are_told_on_the_morning_of_a_business_day(jobs, late, at):
    tell_of_late_questions(timestamp=stamp(at))

    assert jobs == {}


def test_question_with_an_answer_is_not_late(jobs, late):
    late.answer_privately("Walk a little.", factories.user())

    tell_of_late_questions(timestamp=stamp(NOON))

    assert jobs == {}


# Did it help?


@pytest.mark.parametrize("make", [answered_privately, published])
def test_asker_is_asked_once_two_weeks_after_the_answer(make, jobs):
    question = make()

    for days in (13, 14, 15, 20):
        ask_whether_answers_helped(timestamp=int((question.ended_at + days * DAY).timestamp()) + 1)

    assert [notice.kind for notice in question.notices.all()] == ["helped"]
    assert len(jobs) == 1


@pytest.mark.parametrize("make", [factories.question, declined, withdrawn])
def test_nobody_without_an_answer_is_asked_whether_it_helped(make, jobs):
    make()

    ask_whether_answers_helped(timestamp=int((NOW + 15 * DAY).timestamp()))

    assert jobs == {}


def test_nobody_is_asked_about_an_answer_of_long_ago(jobs):
    answered_privately()

    ask_whether_answers_helped(timestamp=int((NOW + 22 * DAY).timestamp()))

    assert jobs == {}
