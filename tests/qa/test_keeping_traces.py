"""What is kept beside the questions goes in its time: traces, codes, letters, counts, records."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from qa.models import (
    AddressChange,
    AuditEntry,
    ConsentRecord,
    Erasure,
    Feedback,
    LinkCheck,
    Notice,
    Question,
    SearchCount,
    Sending,
    WrongTry,
)
from qa.tasks import forget_traces
from tests import factories
from tests.qa.keeping import DAY, NOW, go, long_ago
from tests.qa.questions import declined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("erasure_list")]


def test_trace_of_a_reader_and_a_login_that_ran_out_go_at_night():
    answer = factories.published_answer()
    Feedback.objects.give(answer.live_revision, "trace", is_helpful=True)
    session = SessionStore()
    session[SESSION_KEY] = str(factories.user().pk)
    session.set_expiry(60)
    session.save()

    went = go(NOW + 2 * DAY)

    assert (went["traces of readers"], went["logins that ran out"]) == (1, 1)
    assert Feedback.objects.get().trace is None
    assert AuditEntry.objects.filter(page="session_over").count() == 1


def test_traces_go_minutes_after_their_day_and_nothing_else_does():
    long_ago(declined)
    for age in (DAY - dt.timedelta(minutes=1), DAY + dt.timedelta(minutes=1)):
        Sending.objects.create(trace=str(age), sent_at=NOW - age)
        WrongTry.objects.create(trace=str(age), tried_at=NOW - age)
    Feedback.objects.give(factories.published_answer().live_revision, "trace", is_helpful=True)

    forget_traces(timestamp=int(NOW.timestamp()))
    kept = (Sending.objects.count(), WrongTry.objects.count(), Feedback.objects.get().trace)
    forget_traces(timestamp=int((NOW + DAY).timestamp()))

    assert kept == (1, 1, "trace")
    assert (Sending.objects.count(), WrongTry.objects.count()) == (0, 0)
    assert (Feedback.objects.get().trace, Question.objects.count()) == (None, 1)


def test_small_things_go_in_their_time():
    question = factories.question()
    AddressChange.objects.begin(question, "new@example.com")
    WrongTry.objects.create(trace="x", tried_at=NOW)
    Notice.objects.create(kind="late", staff=factories.user(), path="/admin/", created_at=NOW)

    went = go(NOW + 90 * DAY)

    assert went == {
        "letters to staff": 1,
        "codes for new addresses": 1,
        "traces of wrong tries": 1,
    }


def test_last_letter_of_an_erased_question_goes_ninety_days_after_it_was_sent():
    Notice.objects.create(kind="erased", created_at=NOW, sent_at=NOW + DAY)

    kept = go(NOW + 90 * DAY)
    gone = go(NOW + 91 * DAY)

    assert (kept, gone, Notice.objects.count()) == ({}, {"last letters to askers": 1}, 0)


def test_link_that_was_not_asked_for_thirty_days_goes():
    LinkCheck.objects.create(address="https://example.org/old", asked_at=NOW)
    LinkCheck.objects.create(address="https://example.org/new", asked_at=NOW + DAY)

    went = go(NOW + 30 * DAY)

    assert went == {"answers of linked pages": 1}
    assert LinkCheck.objects.get().address == "https://example.org/new"


def test_what_was_looked_for_goes_after_two_years():
    today = timezone.localdate(NOW)
    for on in (today, today + DAY):
        SearchCount.objects.count_search("knee", 0, on)

    went = go(NOW + relativedelta(months=24))

    assert went == {"counts of searches": 1}
    assert SearchCount.objects.get().searched_on == today + DAY


def test_records_go_after_six_years():
    factories.question().erase(NOW, is_asked_for=True)

    go(NOW + relativedelta(years=6) - DAY)
    kept = (ConsentRecord.objects.count(), Erasure.objects.count())
    went = go(NOW + relativedelta(years=6))

    assert kept == (1, 1)
    assert went == {"records of consent": 1, "records of erasures": 1}
