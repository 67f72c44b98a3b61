"""What an asker and the staff do in the same moment, each on a connection of their own."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.utils import timezone

from qa import search_index
from qa.imports import import_lines
from qa.models import AddressChange, Answer, OldSlug, Question, RelatedAnswer, Revision
from qa.publishing import publish_due
from tests import factories
from tests.desk import DeskClient, log_in, log_in_manager, said
from tests.qa.asker import page
from tests.qa.editor import decision, step
from tests.qa.test_admin_answers import page as desk_page
from tests.qa.test_admin_answers import step as page_step
from tests.qa.test_admin_answers import typed
from tests.qa.test_imports import lines
from tests.qa.test_views_status import heading, known, text_of

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


def page_of(question: Question) -> Answer:
    """A published page made from a question, of which a new revision is in review."""
    revision = in_review(question)
    revision.approve(factories.therapist())
    rewritten(revision.answer)
    return revision.answer


def take_down(answer: Answer) -> Callable[[], HttpResponse]:
    desk = DeskClient(raise_request_exception=False)
    log_in_manager(desk)
    return lambda: desk.post(page_step(answer, "withdraw"))


def move(answer: Answer) -> Callable[[], HttpResponse]:
    desk = DeskClient(raise_request_exception=False)
    log_in(desk)
    sent = typed(answer, slug="another-address")
    return lambda: desk.post(desk_page(answer), sent)


def approve(answer: Answer) -> Callable[[], HttpResponse]:
    desk = DeskClient(raise_request_exception=False)
    log_in(desk, "reviewer")
    revision = answer.open_revision
    sent = decision(revision)
    return lambda: desk.post(step(revision, "approve"), sent)


def in_turn(one, other, is_other_first: bool) -> list:
    """Do two things with the same page behind the search index; return what each came to."""
    if is_other_first:
        return meet_behind(search_index.lock, other, one)[::-1]
    return meet_behind(search_index.lock, one, other)


NOT_PUBLISHED = "This answer is not published."
ERASED = "Leave this page as it is; it was erased, and its address with it."


def told(response: HttpResponse) -> list[str]:
    """What the desk told the person, read once nobody else is shown a page."""
    if response.status_code == 302:
        return said(response.client.get(response.url, follow=True))
    return [words for words in (ERASED,) if words in response.content.decode()]


@pytest.mark.parametrize("is_asker_first", [False, True])
@pytest.mark.parametrize("name", ["take-back/", "keep/", "erase/"])
@pytest.mark.parametrize(
    ("act", "done", "too_late"),
    [
        (take_down, "The page is taken down.", NOT_PUBLISHED),
        (move, "The answer is saved.", "The answer is saved."),
        (approve, "The answer is published.", GONE),
    ],
)
def test_asker_wins_over_what_staff_do_with_the_same_page(
    act, done, too_late, name, is_asker_first
):
    question = factories.question()
    answer = page_of(question)
    former = answer.slug
    asker = known(question)
    asker.raise_request_exception = False

    did, asked = in_turn(act(answer), lambda: asker.post(page(question, name)), is_asker_first)

    if act is move and name == "erase/":
        too_late = ERASED
    assert (asked.status_code, told(did)) == (302, [too_late if is_asker_first else done])
    answer.refresh_from_db()
    assert (answer.is_published, answer.taken_back_at is None) == (False, False)
    if name == "erase/":
        assert (Question.objects.count(), Revision.objects.count()) == (0, 0)
        assert (answer.slug, OldSlug.objects.count()) == (None, 0)
        assert asker.get(f"/answers/{former}/").status_code == 410
    else:
        question.refresh_from_db()
        assert question.may_be_published is False


@pytest.mark.parametrize("is_approved_first", [False, True])
def test_page_that_is_taken_down_and_approved_at_once_is_down(is_approved_first):
    """Who approves saw a page that stood; only who knows that it is down may bring it back."""
    answer = page_of(factories.question())

    down, approved = in_turn(take_down(answer), approve(answer), is_approved_first)

    assert told(down) == ["The page is taken down."]
    if is_approved_first:
        assert told(approved) == ["The answer is published."]
    else:
        assert "The page was taken down since you opened this review." in text_of(approved)
    answer.refresh_from_db()
    assert answer.is_published is False


@pytest.mark.parametrize("is_other_first", [False, True])
@pytest.mark.parametrize("other", [approve, take_down])
def test_page_is_moved_at_once_with_another_step(other, is_other_first):
    answer = page_of(factories.question())
    former = answer.slug

    moved, done = in_turn(move(answer), other(answer), is_other_first)

    assert (told(moved), done.status_code) == (["The answer is saved."], 302)
    answer.refresh_from_db()
    assert (answer.slug, answer.is_published) == ("another-address", other is approve)
    assert list(OldSlug.objects.values_list("slug", "answer")) == [(former, answer.pk)]


@pytest.mark.parametrize("is_moved_first", [False, True])
def test_page_that_was_taken_back_is_moved_while_its_words_go(is_moved_first):
    question = factories.question()
    answer = page_of(question)
    question.withdraw()
    erase = Answer.objects.get(pk=answer.pk).erase_words

    acts = [move(answer), erase]
    done = meet(Answer.objects.all(), *(acts if is_moved_first else reversed(acts)))

    moved = done[0 if is_moved_first else 1]
    assert told(moved) == ["The answer is saved." if is_moved_first else ERASED]
    answer.refresh_from_db()
    assert (answer.slug, OldSlug.objects.count()) == (None, 0)


@pytest.mark.parametrize("is_import_first", [False, True])
def test_page_stays_taken_down_while_its_line_is_imported(is_import_first):
    import_lines(lines({}))
    answer = Answer.objects.get()
    changed = lines({"title": "Why do knees click?"})

    taken_down, outcome = in_turn(take_down(answer), lambda: import_lines(changed), is_import_first)

    assert told(taken_down) == ["The page is taken down."]
    assert (outcome.updated, outcome.kept) == ((1, 0) if is_import_first else (0, 1))
    assert list(Answer.objects.withdrawn()) == [answer]


@pytest.mark.parametrize("is_import_first", [False, True])
def test_page_is_taken_down_while_an_import_removes_it(is_import_first):
    import_lines(lines({}))
    answer = Answer.objects.get()

    taken_down, outcome = in_turn(
        take_down(answer), lambda: import_lines([], replace=True), is_import_first
    )

    assert (taken_down.status_code, outcome.removed) == ((404, 1) if is_import_first else (302, 0))
    assert list(Answer.objects.withdrawn()) == ([] if is_import_first else [answer])


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
