import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from qa.erasure_list import write_erasures
from qa.keeping import (
    RULES,
    NotAllForgottenError,
    erase,
    forget,
    forget_contact,
    what_is_due,
)
from qa.models import (
    AddressChange,
    Answer,
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
from qa.tasks import ask_whether_answers_helped, forget_traces, forget_what_is_due
from tests import factories
from tests.database import tables_holding
from tests.qa.test_notifications import (
    answered_privately,
    being_answered,
    declined,
    published,
    quarantined,
    withdrawn,
)
from tests.qa.test_views_status import pointed_to

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def erasure_list(settings, tmp_path):
    settings.ERASURE_LIST = tmp_path / "list" / "erasures.txt"
    return settings.ERASURE_LIST


def go(at: dt.datetime) -> dict[str, int]:
    """Let go what is due and return what went."""
    return {name: count for name, count in forget(at) if count}


@pytest.mark.parametrize("make", [answered_privately, declined, withdrawn, pointed_to])
def test_question_that_is_not_published_goes_twelve_months_after_its_end(make):
    question = make()
    end = question.ended_at

    kept = go(end + relativedelta(months=12) - DAY)
    gone = go(end + relativedelta(months=12))

    assert "questions that are not published" not in kept
    assert gone["questions that are not published"] == 1
    assert Question.objects.count() == 0
    assert Erasure.objects.get().is_asked_for is False


def test_spam_goes_after_ninety_days():
    end = quarantined().ended_at

    go(end + 89 * DAY)
    kept = Question.objects.count()
    go(end + 90 * DAY)

    assert (kept, Question.objects.count()) == (1, 0)


@pytest.mark.parametrize("make", [factories.question, being_answered, published])
def test_question_that_waits_or_is_published_stays(make):
    make()

    go(NOW + relativedelta(years=5))

    assert Question.objects.count() == 1


def test_question_whose_page_was_taken_down_goes_twelve_months_later():
    question = published()
    question.answer.withdraw(NOW)

    go(NOW + relativedelta(months=12) - DAY)
    kept = Question.objects.count()
    go(NOW + relativedelta(months=12))

    assert (kept, Question.objects.count()) == (1, 0)


def test_question_that_goes_by_its_time_leaves_the_page_to_those_who_wrote_it():
    question = published()
    answer = question.answer
    answer.withdraw(NOW)

    go(NOW + relativedelta(months=12))

    answer.refresh_from_db()
    assert (answer.taken_back_at, answer.revisions.count()) == (None, 1)
    assert answer.start_revision(factories.therapist(), answer.revisions.get()).number == 2


@pytest.mark.parametrize(
    "go_on", [lambda draft: None, lambda draft: factories.write(draft).send_for_review()]
)
def test_question_stays_while_its_page_is_written_anew(go_on):
    question = published()
    question.answer.withdraw(NOW)
    draft = question.answer.start_revision(factories.therapist())
    go_on(draft)

    go(NOW + relativedelta(months=12))

    assert list(Question.objects.all()) == [question]
    assert question.answer.open_revision == draft


def test_contact_goes_ninety_days_after_the_last_letter():
    question = answered_privately()
    question.notices.create(kind="helped", created_at=NOW + 14 * DAY, sent_at=NOW + 15 * DAY)

    go(NOW + 104 * DAY)
    question.refresh_from_db()
    kept = question.asker_email
    go(NOW + 106 * DAY)

    question.refresh_from_db()
    assert kept == "robin@example.com"
    assert (question.asker_email, question.asker_name) == (None, None)
    assert question.private_answer == "Walk a little every day."


def test_contact_of_a_question_that_waits_is_kept():
    question = factories.question()

    go(NOW + 400 * DAY)

    question.refresh_from_db()
    assert question.asker_email == "robin@example.com"


def test_contact_of_a_published_question_goes_and_the_page_stays():
    question = published()

    go(NOW + 91 * DAY)

    question.refresh_from_db()
    assert (question.asker_email, question.answer.is_published) == (None, True)


def test_words_of_a_page_that_was_taken_back_go_twelve_months_later():
    question = published()
    question.withdraw(NOW)

    go(NOW + relativedelta(months=12))

    assert Answer.objects.get().revisions.count() == 0


def test_address_of_an_erased_letter_nobody_took_goes_after_thirty_days():
    notice = Notice.objects.create(kind="erased", own_address="kim@example.com", created_at=NOW)

    go(NOW + 30 * DAY)

    assert not Notice.objects.filter(pk=notice.pk).exists()


def test_letters_that_can_go_nowhere_any_more_are_closed():
    question = answered_privately()
    change = AddressChange.objects.begin(question, "new@example.com")
    for kind, own in [("answered_privately", None), ("confirm_address", change.email)]:
        question.notices.create(kind=kind, own_address=own, created_at=NOW)

    go(NOW + 4 * DAY)
    after_the_code = [notice.kind for notice in Notice.objects.all()]
    go(NOW + 91 * DAY)

    assert after_the_code == ["answered_privately"]
    assert list(Notice.objects.overdue(NOW + 91 * DAY)) == []


def test_one_question_that_cannot_go_stops_no_other(caplog, erasure_list):
    stuck, goes = long_ago(declined), long_ago(declined)
    Erasure.objects.create(
        question_key=stuck.submission_key, status_token_hash="x", is_asked_for=True
    )
    WrongTry.objects.create(trace="x", tried_at=NOW - 9 * DAY)

    with pytest.raises(NotAllForgottenError, match="questions that are not published"):
        forget_what_is_due(timestamp=int(NOW.timestamp()))

    assert list(Question.objects.all()) == [stuck]
    assert WrongTry.objects.count() == 0
    assert str(goes.submission_key) in erasure_list.read_text()
    assert "IntegrityError" in caplog.text
    assert str(stuck.submission_key) not in caplog.text


@pytest.mark.parametrize("rule", [erase, forget_contact])
def test_question_erased_in_the_meantime_neither_failed_nor_counts(caplog, erasure_list, rule):
    for _ in range(2):
        long_ago(declined)
    due = Question.objects.order_by("pk")
    mine = due[0]
    assert len(due) == 2  # They are read, and then:
    mine.erase(NOW, is_asked_for=True)

    assert (rule(due, NOW), caplog.text) == (1, "")


def test_trace_of_a_reader_and_a_login_that_ran_out_go_at_night():
    answer = factories.published_answer()
    Feedback.objects.give(answer, "trace", is_helpful=True)
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
    Feedback.objects.give(factories.published_answer(), "trace", is_helpful=True)

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


def test_what_is_due_says_it_and_changes_nothing():
    end = declined().ended_at

    due = dict(what_is_due(end + relativedelta(months=12)))

    assert due["questions that are not published"] == 1
    assert list(due) == [rule.name for rule in RULES]
    assert Question.objects.count() == 1


def long_ago(make) -> Question:
    question = make()
    Question.objects.filter(pk=question.pk).update(ended_at=NOW - relativedelta(years=2))
    return question


def test_forget_shows_beforehand_what_would_go(capsys):
    long_ago(declined)

    call_command("forget", "--dry-run")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Would go now:"
    assert lines[1].split(maxsplit=1) == ["1", "questions that are not published"]
    assert Question.objects.count() == 1


def test_forget_lets_it_go_and_writes_the_list(capsys, erasure_list):
    key = long_ago(declined).submission_key

    call_command("forget")

    assert Question.objects.count() == 0
    assert erasure_list.read_text().split()[0] == str(key)


def test_worker_lets_go_what_is_due(erasure_list):
    factories.question(text="Canarytext", asker_name="Canaryname").decline(
        "needs_examination", "Canaryno", factories.user()
    )

    forget_what_is_due(timestamp=int((NOW + relativedelta(months=13)).timestamp()))

    assert tables_holding("canary") == {}
    assert len(erasure_list.read_text().splitlines()) == 1


def test_erasure_list_holds_random_keys_and_only_grows(erasure_list):
    question = factories.question(asker_name="Canaryname", text="Canarytext")
    key = str(question.submission_key)
    question.erase(is_asked_for=True)
    write_erasures()
    Erasure.objects.all().delete()  # As a database does that is set back to last night.
    factories.question().erase(is_asked_for=True)

    for _ in range(2):
        write_erasures()

    lines = erasure_list.read_text().splitlines()
    assert (len(lines), lines[0].split()[0]) == (2, key)
    assert "anary" not in erasure_list.read_text()


def test_restored_backup_is_made_to_forget_again(capsys, erasure_list):
    kept = factories.question()
    restored = factories.question(text="Canarytext")
    erasure_list.parent.mkdir()
    erasure_list.write_text(f"{restored.submission_key} 2026-11-25T10:00Z\n\n")

    call_command("forget", "--again", str(erasure_list))

    assert list(Question.objects.all()) == [kept]
    assert capsys.readouterr().out == "Done again: 1.\n"
    assert tables_holding("canary") == {}


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_restored_backup_knows_who_wanted_an_erasure(erasure_list, is_asked_for):
    question = published()
    question.answer.withdraw()
    sid = transaction.savepoint()  # What the backup holds.
    question.erase(is_asked_for=is_asked_for)
    write_erasures()
    transaction.savepoint_rollback(sid)

    call_command("forget", "--again", str(erasure_list))

    assert Erasure.objects.get().is_asked_for is is_asked_for
    assert Answer.objects.get().revisions.exists() is not is_asked_for
    assert (ConsentRecord.objects.get().withdrawn_at is not None) is is_asked_for


@pytest.mark.parametrize(
    ("act", "status"), [("withdraw", "withdrawn"), ("withdraw_consent", "answered_privately")]
)
def test_restored_backup_publishes_nothing_that_its_asker_ended(capsys, erasure_list, act, status):
    question = published()
    sid = transaction.savepoint()  # What the backup holds.
    getattr(question, act)()
    write_erasures()
    transaction.savepoint_rollback(sid)

    for _ in range(2):
        call_command("forget", "--again", str(erasure_list))

    assert capsys.readouterr().out == "Done again: 1.\nDone again: 0.\n"
    assert [question.status for question in Question.objects.all()] == [status]
    assert list(Answer.objects.published()) == []


@pytest.mark.parametrize("text", [None, "no key\n"])
def test_forget_again_says_what_is_wrong_with_a_list(erasure_list, text):
    if text:
        erasure_list.parent.mkdir()
        erasure_list.write_text(text)

    with pytest.raises(CommandError):
        call_command("forget", "--again", str(erasure_list))


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
