"""What an asker and the staff do in the same moment, each on a connection of their own."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from qa import search_index
from qa.models import AddressChange, Answer, Question, RelatedAnswer, Revision
from qa.publishing import publish_due
from tests import factories
from tests.desk import DeskClient, log_in, said
from tests.qa.test_admin_reviewing import decision
from tests.qa.test_admin_revisions import step
from tests.qa.test_views_changing import page
from tests.qa.test_views_status import heading, known

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

GONE = "This answer is gone: its asker took the question back, or it was answered in another way."
AN_HOUR = dt.timedelta(hours=1)


def in_review(question: Question) -> Revision:
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()
    return revision


def waiting() -> int:
    """How many connections wait for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
        )
        return cursor.fetchone()[0]


def meet(rows, *acts: Callable[[], object]) -> list:
    """Do things in this order while rows are held, so that all of them run into each other."""
    return meet_behind(lambda: list(rows.select_for_update()), *acts)


def meet_behind(hold: Callable[[], object], *acts: Callable[[], object]) -> list:
    """Do things in this order while something is held that each of them needs."""

    def alone(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        begun: list[Future] = []
        with transaction.atomic():
            hold()
            for act in acts:
                begun.append(pool.submit(alone, act))
                until = time.monotonic() + 20
                while waiting() < len(begun):
                    assert time.monotonic() < until
                    time.sleep(0.02)
        return [each.result() for each in begun]


@pytest.mark.parametrize("held", [Answer, Revision])
@pytest.mark.parametrize("is_reviewer_first", [True, False])
@pytest.mark.parametrize("name", ["take-back/", "erase/", "keep/"])
def test_what_the_asker_asks_for_wins_over_an_approval(name, is_reviewer_first, held):
    question = factories.question()
    revision = in_review(question)
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
    revision = in_review(question)
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
    in_review(question)
    asker = known(question)

    shown = meet(
        Question.objects.all(), *2 * [lambda: asker.post(page(question, "erase/"), follow=True)]
    )

    assert [heading(each) for each in shown] == ["Everything is erased"] * 2


def test_all_that_an_asker_may_ask_for_at_once_fails_nowhere():
    question = factories.question()
    in_review(question)
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


def neighbors() -> list[Answer]:
    """Two published answers, each found beside the other."""
    titles = ("Why does my knee hurt on stairs?", "What helps when stairs hurt my knee?")
    for title in titles:
        factories.published_answer(title=title)
    answers = list(Answer.objects.published().order_by("pk"))
    assert {(each.answer_id, each.related_id) for each in RelatedAnswer.objects.all()} == {
        (answers[0].pk, answers[1].pk),
        (answers[1].pk, answers[0].pk),
    }
    return answers


def rewritten(answer: Answer) -> Revision:
    revision = answer.start_revision(factories.therapist(), like=answer.live_revision)
    revision.body += "<p>Also rest.</p>"
    revision.save()
    revision.send_for_review()
    return revision


def test_two_neighbors_are_approved_at_once():
    """Each points to the other anew, while both of their pages change."""
    revisions = [rewritten(answer) for answer in neighbors()]
    desks = [DeskClient(raise_request_exception=False) for _ in revisions]
    for desk in desks:
        log_in(desk, "reviewer")

    approved = meet_behind(
        search_index.lock,
        *(
            lambda revision=revision, desk=desk: desk.post(
                step(revision, "approve"), decision(revision)
            )
            for revision, desk in zip(revisions, desks, strict=True)
        ),
    )

    assert [response.status_code for response in approved] == [302, 302]
    live = Answer.objects.published().values_list("live_revision", flat=True)
    assert set(live) == {revision.pk for revision in revisions}


@pytest.mark.parametrize("is_moved_first", [True, False])
def test_answer_moves_and_picks_a_neighbor_that_is_approved_at_once(is_moved_first):
    one, other = neighbors()
    revision, reviewer = rewritten(other), factories.therapist()

    def move() -> None:
        with transaction.atomic():
            one.move_to("another-address")
            one.pick_related([other])

    acts = [move, lambda: revision.approve(reviewer)]
    meet_behind(search_index.lock, *(acts if is_moved_first else reversed(acts)))

    assert Answer.objects.get(pk=one.pk).slug == "another-address"
    assert Answer.objects.get(pk=other.pk).live_revision == revision
    assert one.neighbors.get().is_pick is True


def test_neighbor_is_taken_down_while_the_other_is_approved():
    one, other = neighbors()
    revision, reviewer = rewritten(other), factories.therapist()

    meet_behind(search_index.lock, lambda: revision.approve(reviewer), one.withdraw)

    assert list(Answer.objects.published()) == [other]
    assert RelatedAnswer.objects.count() == 0


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
