"""What an asker and the staff do in the same moment to a question and its draft."""

import datetime as dt

import pytest
from django.utils import timezone

from qa.models import AddressChange, Answer, Question, Revision
from qa.publishing import publish_due
from tests import factories
from tests.desk import DeskClient, log_in, said
from tests.qa.asker import heading, known, page
from tests.qa.editor import decision, step
from tests.qa.meeting import meet

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

GONE = "This answer is gone: its asker took the question back, or it was answered in another way."
AN_HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize("held", [Answer, Revision])
@pytest.mark.parametrize("is_reviewer_first", [True, False])
@pytest.mark.parametrize("name", ["take-back/", "erase/", "keep/"])
def test_what_the_asker_asks_for_wins_over_an_approval(name, is_reviewer_first, held):
    question = factories.question()
    revision = factories.in_review(question)
    asker, desk = known(question), DeskClient(raise_request_exception=False)
    asker.raise_request_exception = False
    log_in(desk, "reviewer")
    sent = decision(revision)

    def ask():
        return asker.post(page(question, name))

    def approve():
        return desk.post(step(revision, "approve"), sent, follow=True)

    if is_reviewer_first:
        approved, asked = meet(held.objects.all(), approve, ask)
    else:
        asked, approved = meet(held.objects.all(), ask, approve)

    assert (asked.status_code, approved.status_code) == (302, 200)
    assert list(Answer.objects.published()) == []
    if name == "erase/":
        assert (Question.objects.count(), Revision.objects.count()) == (0, 0)
    else:
        question.refresh_from_db()
        assert question.may_be_published is False
    if not is_reviewer_first and name != "keep/":
        assert said(approved) == [GONE]


@pytest.mark.parametrize("held", [Answer, Revision])
@pytest.mark.parametrize("is_task_first", [True, False])
def test_what_the_asker_asks_for_wins_over_the_set_time(is_task_first, held):
    question = factories.question()
    revision = factories.in_review(question)
    at = timezone.now() + AN_HOUR
    revision.schedule(factories.therapist(user=factories.user("reviewer")), at)
    asker = known(question)

    acts = [lambda: publish_due(at), lambda: asker.post(page(question, "erase/")).status_code]
    done = meet(held.objects.all(), *(acts if is_task_first else reversed(acts)))

    assert sorted(done) == [int(is_task_first), 302]
    assert (Question.objects.count(), Revision.objects.count()) == (0, 0)


def test_a_draft_saved_while_the_asker_takes_the_question_back():
    question = factories.question()
    desk = DeskClient(raise_request_exception=False)
    revision = factories.write(question.start_answer(log_in(desk)))
    asker = known(question)

    asked, saved = meet(
        Revision.objects.all(),
        lambda: asker.post(page(question, "take-back/")),
        lambda: desk.post(step(revision, "autosave"), {"title": "Typed"}),
    )

    assert (asked.status_code, saved.status_code) == (302, 404)
    assert Revision.objects.count() == 0


def test_a_double_click_on_erase_says_twice_that_everything_is_erased():
    question = factories.question()
    factories.in_review(question)
    asker = known(question)

    shown = meet(
        Question.objects.all(), *2 * [lambda: asker.post(page(question, "erase/"), follow=True)]
    )

    assert [heading(each) for each in shown] == ["Everything is erased"] * 2


def test_all_that_an_asker_may_ask_for_at_once_fails_nowhere():
    question = factories.question()
    factories.in_review(question)
    asker = known(question)
    asker.raise_request_exception = False

    shown = meet(
        Question.objects.all(),
        *(
            lambda name=name: asker.post(page(question, f"{name}/"), follow=True)
            for name in ("take-back", "keep", "erase", "take-back", "erase")
        ),
    )

    assert {each.status_code for each in shown} <= {200, 410}
    assert heading(asker.get(question.get_status_url())) == "Everything is erased"


def test_codes_asked_for_at_once_leave_one_that_counts():
    question = factories.question()
    asker = known(question)
    asker.raise_request_exception = False

    def ask(email: str) -> int:
        return asker.post(page(question, "address/"), {"email": email}).status_code

    asked = meet(
        Question.objects.all(),
        *(lambda n=n: ask(f"kim{n}@example.com") for n in range(3)),
    )

    assert asked == [302] * 3
    change = AddressChange.objects.get()
    assert [notice.own_address for notice in question.notices.all()] == [change.email]
