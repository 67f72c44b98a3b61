"""A question: how it is received, which steps it may take, and who takes it on."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from qa.models import ConsentWording, Question
from tests import factories

pytestmark = pytest.mark.django_db

NOON = timezone.make_aware(dt.datetime(2026, 3, 2, 12))

STEPS = {
    "claim": lambda question: question.claim(factories.therapist()),
    "release": lambda question: question.release(),
    "start_answer": lambda question: question.start_answer(factories.therapist()),
    "answer_with": lambda question: question.answer_with(
        factories.published_answer(), factories.user()
    ),
    "answer_privately": lambda question: question.answer_privately("Rest.", factories.user()),
    "decline": lambda question: question.decline("not_a_question", "Sorry.", factories.user()),
    "quarantine": lambda question: question.quarantine(factories.user()),
    "restore": lambda question: question.restore(),
    "withdraw": lambda question: question.withdraw(),
}
ALLOWED = {
    "received": {
        "claim",
        "release",
        "start_answer",
        "answer_with",
        "answer_privately",
        "decline",
        "quarantine",
        "withdraw",
    },
    "drafted": {"release", "answer_with", "answer_privately", "decline", "withdraw"},
    "in_review": {"withdraw"},
    "published": {"withdraw"},
    "answered_privately": {"withdraw"},
    "declined": {"withdraw"},
    "withdrawn": set(),
    "quarantined": {"restore"},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", Question.Status)
def test_each_step_is_possible_only_from_its_statuses(status, step):
    question = factories.in_status(status)

    try:
        STEPS[step](question)
        outcome = "done"
    except ValidationError:
        outcome = "refused"

    assert outcome == ("done" if step in ALLOWED[status] else "refused")


@pytest.mark.parametrize("status", Question.Status)
def test_every_status_is_reached_by_its_step(status):
    assert factories.in_status(status).status == status


def test_receive_keeps_the_wording_that_was_agreed_to():
    question = factories.question(agrees=True)
    ConsentWording.objects.publish("Another wording.")

    question.refresh_from_db()

    assert (question.consent_wording.edition, question.may_be_published) == (1, True)


def test_receive_without_consent_keeps_none():
    question = factories.question(agrees=False)

    assert (question.consented_at, question.consent_wording, question.may_be_published) == (
        None,
        None,
        False,
    )


def test_receive_twice_stores_one_question():
    key = uuid.uuid4()
    first = factories.question(submission_key=key)

    second = factories.question(submission_key=key)

    assert (first, Question.objects.count()) == (second, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_receive_at_the_same_moment_stores_one_question():
    key = uuid.uuid4()

    def send(_: int) -> int:
        try:
            return factories.question(submission_key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        received = set(pool.map(send, range(24)))

    assert (len(received), Question.objects.count()) == (1, 1)


def test_who_asked_is_encrypted_at_rest():
    factories.question(asker_name="Wilhelmina", asker_email="wilhelmina@example.com")

    with connection.cursor() as cursor:
        cursor.execute("SELECT q::text FROM qa_question q")
        row = cursor.fetchone()[0]

    assert "ilhelmina" not in row


def test_status_page_is_found_by_its_token():
    question = factories.question()
    factories.question()

    assert list(Question.objects.by_status_token(question.status_token)) == [question]


def test_status_token_is_not_readable_in_the_database():
    question = factories.question()

    with connection.cursor() as cursor:
        cursor.execute("SELECT q::text FROM qa_question q")
        row = cursor.fetchone()[0]

    assert question.status_token not in row


def test_start_answer_claims_and_carries_the_topic_over():
    knee = factories.topic(name="Knee")
    question = factories.question(topic=knee)
    author = factories.therapist()

    revision = question.start_answer(author)

    assert (question.claimed_by, revision.author, list(revision.answer.topics.all())) == (
        author,
        author,
        [knee],
    )


def test_start_answer_copies_nothing_the_asker_typed():
    revision = factories.question(text="A secret of mine").start_answer(factories.therapist())

    assert (revision.title, revision.edited_question, revision.body) == ("", "", "")


def test_start_answer_without_consent_is_refused():
    question = factories.question(agrees=False)

    with pytest.raises(ValidationError) as error:
        question.start_answer(factories.therapist())

    assert error.value.code == "no_consent"


def test_claim_of_another_is_refused_while_it_holds():
    question = factories.question()
    question.claim(factories.therapist(), NOON)

    with pytest.raises(ValidationError) as error:
        question.claim(factories.therapist(), NOON + dt.timedelta(hours=23))

    assert error.value.code == "claimed"


def test_claim_runs_out_by_itself():
    question = factories.question()
    question.claim(factories.therapist(), NOON)
    other = factories.therapist()

    question.claim(other, NOON + dt.timedelta(hours=25))

    assert question.claimed_by == other


def test_waiting_holds_the_oldest_first():
    newer = factories.question(received_at=NOON)
    older = factories.question(received_at=NOON - dt.timedelta(days=1))
    factories.in_status("drafted")

    assert list(Question.objects.waiting()) == [older, newer]


def test_waiting_holds_those_with_warning_signs_before_all_others():
    older = factories.question(received_at=NOON - dt.timedelta(days=1))
    newer = factories.question(received_at=NOON, has_warning_signs=True)

    assert list(Question.objects.waiting()) == [newer, older]


IMPOSSIBLE = {
    "published without an answer": {"status": "published", "ended_at": NOON},
    "drafted without an answer": {"status": "drafted"},
    "ended without a time": {"status": "withdrawn"},
    "a time without an end": {"ended_at": NOON},
    "declined without a reason": {"status": "declined", "ended_at": NOON},
    "a reason without a decline": {"decline_reason": "needs_examination"},
    "answered privately without words": {"status": "answered_privately", "ended_at": NOON},
    "consent without its wording": {"consent_wording": None},
    "claim without an end": {"claimed_until": NOON},
    "answer to what was taken back": {
        "status": "withdrawn",
        "ended_at": NOON,
        "private_answer": "Rest.",
    },
    "withdrawn consent that nobody gave": {
        "consented_at": None,
        "consent_wording": None,
        "consent_withdrawn_at": NOON,
    },
}


@pytest.mark.parametrize("change", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_database_refuses_impossible_question(change):
    question = factories.question()

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**change)


def test_database_refuses_publication_without_consent():
    question = factories.in_status("in_review")

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(
            status="published", ended_at=NOON, consent_withdrawn_at=NOON
        )


def test_deleting_a_topic_in_use_is_refused():
    question = factories.question(topic=factories.topic())

    with pytest.raises(ProtectedError):
        question.topic.delete()
