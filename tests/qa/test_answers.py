import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError

from qa.models import Answer, OldSlug, RelatedAnswer
from tests import factories

pytestmark = pytest.mark.django_db


def test_published_holds_only_answers_with_a_live_revision():
    shown = factories.published_answer()
    factories.draft()
    factories.revision_in_review()
    factories.published_answer().withdraw()

    assert list(Answer.objects.published()) == [shown]


def test_withdraw_of_an_unpublished_answer_is_refused():
    with pytest.raises(ValidationError) as error:
        factories.draft().answer.withdraw()

    assert error.value.code == "not_published"


def test_same_title_gets_another_address():
    slugs = [factories.published_answer(title="Is yoga good?").slug for _ in range(3)]

    assert slugs == ["is-yoga-good", "is-yoga-good-2", "is-yoga-good-3"]


def test_title_without_letters_still_gets_an_address():
    assert factories.published_answer(title="¿?").slug == "answer"


def test_move_keeps_the_old_address():
    answer = factories.published_answer(title="Old name?")

    answer.move_to("new-name")

    assert list(OldSlug.objects.values_list("slug", "answer__slug")) == [("old-name", "new-name")]


def test_move_back_frees_the_redirect():
    answer = factories.published_answer(title="Old name?")
    answer.move_to("new-name")

    answer.move_to("old-name")

    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["new-name"]


def test_move_to_an_address_that_another_had_is_refused():
    moved = factories.published_answer(title="Old name?")
    moved.move_to("new-name")

    with pytest.raises(ValidationError) as error:
        factories.published_answer().move_to("old-name")

    assert error.value.code == "slug_taken"


def test_new_title_does_not_reuse_an_old_address():
    factories.published_answer(title="Old name?").move_to("new-name")

    assert factories.published_answer(title="Old name?").slug == "old-name-2"


def test_database_refuses_to_reuse_an_old_address():
    factories.published_answer(title="Old name?").move_to("new-name")
    other = factories.published_answer()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=other.pk).update(slug="old-name")


def test_database_refuses_a_draft_as_live_revision():
    revision = factories.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=revision.answer_id).update(live_revision=revision)


def test_database_refuses_the_revision_of_another_answer():
    answer, other = factories.published_answer(), factories.published_answer()
    live = other.live_revision
    other.withdraw()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(live_revision=live)


@pytest.mark.parametrize("lost", [{"slug": None}, {"published_at": None}])
def test_database_refuses_a_published_answer_without_address_or_time(lost):
    answer = factories.published_answer()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(**lost)


def test_database_refuses_a_withdrawn_answer_that_is_live():
    answer = factories.published_answer()

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(withdrawn_at=answer.published_at)


def test_related_answers_are_the_editors_picks_first_and_only_published():
    answer = factories.published_answer()
    found, picked, gone = (factories.published_answer() for _ in range(3))
    unpublished = factories.draft().answer
    RelatedAnswer.objects.all().delete()
    for position, (neighbor, is_pick) in enumerate(
        [(gone, True), (unpublished, True), (found, False), (picked, True)]
    ):
        RelatedAnswer.objects.create(
            answer=answer, related=neighbor, is_pick=is_pick, position=position
        )
    gone.withdraw()

    assert [shown.get_absolute_url() for shown in answer.related_answers()] == [
        picked.get_absolute_url(),
        found.get_absolute_url(),
    ]


def test_due_for_review_holds_what_is_due_within_days():
    due = factories.published_answer()
    Answer.objects.filter(pk=due.pk).update(next_review_on=dt.date(2026, 5, 30))
    factories.published_answer()

    assert list(Answer.objects.due_for_review(dt.date(2026, 4, 1), within_days=60)) == [due]


def test_deleting_a_published_answer_is_refused():
    answer = factories.published_answer()

    with pytest.raises(RestrictedError):
        answer.live_revision.delete()


@pytest.mark.parametrize("role", ["author", "reviewer", "disclaimer"])
def test_deleting_who_or_what_stands_behind_an_answer_is_refused(role):
    answer = factories.published_answer()

    with pytest.raises(ProtectedError):
        getattr(answer.live_revision, role).delete()


def test_deleting_a_topic_of_an_answer_is_refused():
    topic = factories.topic()
    factories.draft(topics=[topic])

    with pytest.raises(ProtectedError):
        topic.delete()
