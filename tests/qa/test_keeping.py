"""When questions, their contact and their words go, and what lets them go."""

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command

from qa.keeping import RULES, NotAllForgottenError, erase, forget_contact, what_is_due
from qa.models import AddressChange, Answer, Erasure, Notice, Question, WrongTry
from qa.tasks import forget_what_is_due
from tests import factories
from tests.database import tables_holding
from tests.qa.keeping import DAY, NOW, go, long_ago
from tests.qa.questions import (
    answered_privately,
    being_answered,
    declined,
    pointed_to,
    published,
    quarantined,
    withdrawn,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("erasure_list")]


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


def test_what_is_due_says_it_and_changes_nothing():
    end = declined().ended_at

    due = dict(what_is_due(end + relativedelta(months=12)))

    assert due["questions that are not published"] == 1
    assert list(due) == [rule.name for rule in RULES]
    assert Question.objects.count() == 1


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
