"""The list of erasures, and how a restored backup forgets again what is on it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from qa.erasure_list import write_erasures
from qa.models import Answer, ConsentRecord, Erasure, Question
from tests import factories
from tests.database import tables_holding
from tests.qa.questions import published

pytestmark = pytest.mark.django_db


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


def test_forget_again_is_done_where_nobody_has_erased_anything_yet(capsys, erasure_list):
    erasure_list.parent.mkdir()

    call_command("forget", "--again", str(erasure_list))

    assert capsys.readouterr().out == (
        f"There is no file {erasure_list}. Where nobody has erased anything yet, all is done; "
        "otherwise name the newest list: NAME.erasures.txt beside the backups.\n"
    )
