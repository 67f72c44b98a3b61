"""What its asker, the staff and an import do to the same public page in the same moment."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.http import HttpResponse

from qa import search_index
from qa.imports import import_lines
from qa.models import Answer, OldSlug, Question, RelatedAnswer, Revision
from tests import factories
from tests.desk import DeskClient, log_in, log_in_manager, said
from tests.qa.asker import known, page, text_of
from tests.qa.desk_answers import page as desk_page
from tests.qa.desk_answers import step as page_step
from tests.qa.desk_answers import typed
from tests.qa.editor import decision, step
from tests.qa.import_file import another_file, lines
from tests.qa.meeting import meet, meet_behind

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

GONE = "This answer is gone: its asker took the question back, or it was answered in another way."


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
    revision = factories.in_review(question)
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

    acts = [take_down(answer), lambda: import_lines(another_file(), replace=True)]
    order = -1 if is_import_first else 1
    taken_down, outcome = meet(Answer.objects.all(), *acts[::order])[::order]

    says = "This answer is not published." if is_import_first else "The page is taken down."
    assert (told(taken_down), outcome.removed) == ([says], int(is_import_first))
    assert list(Answer.objects.withdrawn()) == [answer]
