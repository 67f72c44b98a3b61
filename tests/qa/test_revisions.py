"""The words of an answer: begun, sent, returned; and what the database refuses to hold."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from qa.models import Answer, Disclaimer, Revision
from tests import factories
from tests.qa.editor import codes

pytestmark = pytest.mark.django_db


def test_draft_is_sent_and_explained_by_its_author_only():
    author, other = (factories.therapist(user=factories.user()) for _ in range(2))
    revision = factories.draft(author=author)

    with pytest.raises(ValidationError) as not_sent:
        revision.send_for_review(other)
    with pytest.raises(ValidationError) as not_explained:
        revision.explain({}, other.user)
    revision.explain({}, author.user)
    revision.send_for_review(author)

    assert (not_sent.value.code, not_explained.value.code) == ("not_writer", "not_writer")
    assert revision.status == "in_review"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "  "),
        ("edited_question", ""),
        ("key_points", ["Only one."]),
        ("key_points", ["a", "b", "c", "d", "e", "f"]),
        ("body", "<p></p>"),
    ],
)
def test_send_for_review_names_what_is_missing(name, value):
    revision = factories.draft(**{name: value})

    with pytest.raises(ValidationError) as error:
        revision.send_for_review()

    assert list(error.value.error_dict) == [name]


def test_return_to_author_makes_a_draft_with_the_reason():
    revision = factories.revision_in_review()

    revision.return_to_author("Please name the warning signs.")

    assert (revision.status, revision.return_reason) == ("draft", "Please name the warning signs.")


def test_new_revision_leaves_the_live_words_up():
    answer = factories.published_answer(title="The old title?")

    revision = answer.start_revision(factories.therapist())
    revision.title = "The new title?"
    revision.save()
    revision.send_for_review()

    assert Answer.objects.published().get().live_revision.title == "The old title?"


def test_new_revision_starts_from_the_live_words():
    answer = factories.published_answer(title="The old title?", key_points=["One.", "Two."])

    revision = answer.start_revision(factories.therapist())

    assert (revision.title, revision.key_points, revision.number) == (
        "The old title?",
        ["One.", "Two."],
        2,
    )


def test_second_open_revision_is_refused():
    answer = factories.published_answer()
    answer.start_revision(factories.therapist())

    with pytest.raises(ValidationError) as error:
        answer.start_revision(factories.therapist())

    assert codes(error) == ["already_open"]


def test_body_is_cleaned_on_save():
    revision = factories.draft(body='<p onclick="x()">Hello <script>alert(1)</script></p>')

    assert revision.body == "<p>Hello </p>"


IMPOSSIBLE_CHANGES = {
    "words of an approved revision": {"title": "Changed"},
    "approved without a time": {"approved_at": None},
    "approved without a reviewer": {"reviewer": None},
    "approved without a disclaimer": {"disclaimer": None},
    "back to draft": {"status": "draft", "approved_at": None},
}


@pytest.mark.parametrize("change", IMPOSSIBLE_CHANGES.values(), ids=IMPOSSIBLE_CHANGES.keys())
def test_database_refuses_to_change_an_approved_revision(change):
    answer = factories.published_answer()

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(live_for=answer).update(**change)


IMPOSSIBLE = {
    "approved without a time": ("in_review", {"status": "approved"}),
    "approved with nothing else": (
        "in_review",
        {"status": "approved", "approved_at": timezone.now()},
    ),
    "for later without a time": ("in_review", {"status": "scheduled"}),
    "in review without a time": ("draft", {"status": "in_review"}),
    "image without words": ("draft", {"image": "answers/x-1x1.webp"}),
}


@pytest.mark.parametrize(("status", "change"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_database_refuses_impossible_revision(status, change):
    revision = factories.draft() if status == "draft" else factories.revision_in_review()

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(**change)


def approved_row(revision: Revision, **values) -> None:
    """Write an approval past the model, as a hurried hand in a shell would."""
    now = timezone.now()
    Revision.objects.filter(pk=revision.pk).update(
        **{
            "status": "approved",
            "approved_at": now,
            "sent_for_review_at": now,
            "reviewer": factories.therapist(),
            "disclaimer": Disclaimer.objects.current(),
            **values,
        }
    )


def test_database_accepts_a_whole_approval():
    revision = factories.revision_in_review()

    approved_row(revision)

    assert Revision.objects.get().status == "approved"


def test_database_refuses_an_author_as_reviewer():
    revision = factories.revision_in_review()

    with pytest.raises(IntegrityError), transaction.atomic():
        approved_row(revision, reviewer=revision.author)


@pytest.mark.parametrize("key_points", [["One."], ["1", "2", "3", "4", "5", "6"]])
def test_database_refuses_approval_with_a_wrong_number_of_key_points(key_points):
    revision = factories.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        approved_row(revision, key_points=key_points)


def test_database_refuses_two_open_revisions():
    revision = factories.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(answer=revision.answer, number=2)
