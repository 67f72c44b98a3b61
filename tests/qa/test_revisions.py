import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinics.models import Organization
from qa.models import Answer, Disclaimer, Revision
from tests import factories

pytestmark = pytest.mark.django_db

AN_HOUR, A_MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


def codes(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [e.code for e in error.value.error_list]


def test_approve_publishes_the_words():
    revision = factories.revision_in_review(title="Is running bad for my knees?")

    revision.approve(factories.therapist())

    assert list(Answer.objects.published().values_list("slug", "live_revision__title")) == [
        ("is-running-bad-for-my-knees", "Is running bad for my knees?")
    ]


def test_approve_keeps_the_disclaimer_in_force():
    revision = factories.revision_in_review()
    Disclaimer.objects.publish("General information only, second edition.")

    revision.approve(factories.therapist())
    Disclaimer.objects.publish("A third one.")

    revision.refresh_from_db()
    assert revision.disclaimer.edition == 2


def test_approve_sets_both_review_dates():
    revision = factories.revision_in_review()

    revision.approve(factories.therapist(), at=timezone.make_aware(dt.datetime(2026, 2, 28, 12)))

    answer = Answer.objects.get()
    assert (answer.last_reviewed_on, answer.next_review_on) == (
        dt.date(2026, 2, 28),
        dt.date(2027, 2, 28),
    )


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


def test_approve_by_the_author_is_refused():
    revision = factories.revision_in_review()

    with pytest.raises(ValidationError) as error:
        revision.approve(revision.author)

    assert codes(error) == ["same_person"]


def test_approve_by_whoever_sent_it_in_a_colleagues_name_is_refused():
    sender = factories.therapist()
    revision = factories.draft()
    revision.send_for_review(sender)

    with pytest.raises(ValidationError) as error:
        revision.approve(sender)

    assert codes(error) == ["same_person"]


def test_approve_by_the_author_is_possible_for_a_sole_therapist():
    Organization.objects.update(allows_sole_therapist=True)
    revision = factories.revision_in_review()

    revision.approve(revision.author)

    assert revision.answer.is_published


@pytest.mark.parametrize("who", ["author", "reviewer"])
def test_approve_with_an_expired_license_is_refused(who):
    expired = factories.therapist(license_expires_on=dt.date(2020, 1, 1))
    author = expired if who == "author" else factories.therapist()
    reviewer = expired if who == "reviewer" else factories.therapist()
    revision = factories.revision_in_review(author=author)

    with pytest.raises(ValidationError) as error:
        revision.approve(reviewer)

    assert codes(error) == ["license_expired"]


def test_approve_without_a_disclaimer_in_force_is_refused():
    Disclaimer.objects.update(is_current=False)
    revision = factories.revision_in_review()

    with pytest.raises(ValidationError) as error:
        revision.approve(factories.therapist())

    assert codes(error) == ["no_disclaimer"]


def test_approve_without_consent_is_refused():
    question = factories.question()
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()
    question.refresh_from_db()
    question.consent_withdrawn_at = timezone.now()
    question.save()

    with pytest.raises(ValidationError) as error:
        revision.approve(factories.therapist())

    assert codes(error) == ["no_consent"]


def test_approve_a_draft_is_refused():
    with pytest.raises(ValidationError) as error:
        factories.draft().approve(factories.therapist())

    assert codes(error) == ["not_in_review"]


def test_approve_twice_is_refused():
    revision = factories.revision_in_review()
    revision.approve(factories.therapist())

    with pytest.raises(ValidationError) as error:
        revision.approve(factories.therapist())

    assert codes(error) == ["not_in_review"]


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


def test_second_approval_keeps_address_and_first_date():
    answer = factories.published_answer(title="First words?")
    published_at = answer.published_at
    revision = answer.start_revision(factories.therapist())
    factories.write(revision, title="Other words?")
    revision.send_for_review()

    revision.approve(factories.therapist())

    answer.refresh_from_db()
    assert (answer.slug, answer.published_at, answer.live_revision) == (
        "first-words",
        published_at,
        revision,
    )


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


def scheduled(**values) -> Revision:
    """A revision that is approved and goes public in an hour."""
    revision = factories.revision_in_review(**values)
    revision.schedule(factories.therapist(), timezone.now() + AN_HOUR)
    return revision


def test_schedule_publishes_nothing_yet():
    scheduled()

    assert Answer.objects.published().count() == 0


@pytest.mark.parametrize(
    ("publish_at", "code"),
    [
        (timezone.now() - AN_HOUR, "not_later"),
        (timezone.now() + dt.timedelta(days=370), "too_late"),
        # Nobody could read the row any more: in UTC it is the year 10000.
        (dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(-dt.timedelta(hours=8))), "too_late"),
    ],
)
def test_schedule_in_the_past_or_for_another_age_is_refused(publish_at, code):
    revision = factories.revision_in_review()

    with pytest.raises(ValidationError) as error:
        revision.schedule(factories.therapist(), publish_at)

    revision.refresh_from_db()
    assert (codes(error), revision.status) == ([code], "in_review")


def test_schedule_by_the_author_is_refused():
    revision = factories.revision_in_review()

    with pytest.raises(ValidationError) as error:
        revision.schedule(revision.author, timezone.now() + AN_HOUR)

    assert codes(error) == ["same_person"]


def test_scheduled_revision_goes_public_at_its_time():
    revision = scheduled()

    assert [list(Revision.objects.due_for_publishing(revision.publish_at - A_MINUTE))] == [[]]
    [due] = Revision.objects.due_for_publishing(revision.publish_at)
    assert due.publish_when_due()

    due.refresh_from_db()
    assert (due.status, due.reviewer, due.publish_at) == ("approved", revision.reviewer, None)
    assert Answer.objects.published().get().live_revision == due


def expire_license_of_author(revision: Revision) -> None:
    revision.author.license_expires_on = dt.date(2020, 1, 1)
    revision.author.save()


def take_the_consent_back(revision: Revision) -> None:
    revision.answer.questions.update(consent_withdrawn_at=timezone.now())


def put_no_disclaimer_in_force(revision: Revision) -> None:
    Disclaimer.objects.update(is_current=False)


@pytest.mark.parametrize(
    "change", [expire_license_of_author, take_the_consent_back, put_no_disclaimer_in_force]
)
def test_scheduled_revision_is_checked_again_at_its_time(change):
    revision = factories.write(factories.question().start_answer(factories.therapist()))
    revision.send_for_review()
    revision.schedule(factories.therapist(), timezone.now() + AN_HOUR)
    change(revision)

    assert not Revision.objects.get().publish_when_due()

    revision.refresh_from_db()
    assert (revision.status, revision.reviewer, bool(revision.hold_reason)) == (
        "in_review",
        None,
        True,
    )
    assert Answer.objects.published().count() == 0


def test_taking_a_scheduled_revision_back_needs_a_new_approval():
    revision = scheduled()

    revision.return_to_author("")

    assert (revision.status, revision.reviewer, revision.publish_at) == ("draft", None, None)


def test_approve_publishes_the_words_that_are_stored():
    revision = factories.revision_in_review(title="Is running bad for my knees?")
    revision.title = "Typed over in a shell"

    revision.approve(factories.therapist())

    assert Answer.objects.published().get().live_revision.title == "Is running bad for my knees?"
