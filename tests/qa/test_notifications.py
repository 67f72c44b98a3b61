import pytest

from qa.models import Notice, Question
from qa.notifications import tell_asker, tell_askers_of, tell_consent_withdrawn
from tests import factories
from tests.qa.questions import (
    answered_privately,
    being_answered,
    declined,
    published,
    quarantined,
    withdrawn,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (factories.question, "received"),
        (published, "answered"),
        (answered_privately, "answered_privately"),
        (declined, "declined"),
        (withdrawn, "withdrawn"),
    ],
)
def test_tell_asker_defers_the_letter_of_the_status(make, kind, jobs):
    question = make()

    tell_asker(question)

    [job] = jobs.values()
    assert (job["task_name"], job["queue_name"]) == ("send_notice", "mail")
    notice = Notice.objects.get()
    assert job["args"] == {"notice_id": notice.pk}
    assert (notice.question, notice.kind) == (question, kind)


@pytest.mark.parametrize("make", [being_answered, quarantined])
def test_tell_asker_is_silent_where_there_is_no_news(make, jobs):
    tell_asker(make())

    assert Notice.objects.count() == 0
    assert jobs == {}


def test_tell_asker_is_silent_when_the_address_is_forgotten(jobs):
    question = factories.question(asker_email=None)

    tell_asker(question)

    assert jobs == {}


def test_tell_asker_tells_the_same_thing_once(jobs):
    question = factories.question()

    tell_asker(question)
    tell_asker(question)

    assert len(jobs) == 1


def test_tell_askers_of_an_answer_tells_those_whose_question_it_ended(jobs):
    question = published()
    other = factories.question()
    Question.objects.filter(pk=other.pk).update(answer=question.answer, status="drafted")

    tell_askers_of(question.answer)

    assert [notice.question for notice in Notice.objects.all()] == [question]


def test_second_answer_after_a_withdrawn_consent_is_told_too(jobs):
    question = published()
    tell_asker(question)
    question.answer.withdraw()
    question = Question.objects.get()
    question.withdraw_consent()
    tell_consent_withdrawn(question)
    question.answer_with(factories.published_answer(), factories.user())

    tell_asker(question)

    assert len(jobs) == 3
    assert question.notices.filter(kind="answered", sent_at=None).count() == 1
