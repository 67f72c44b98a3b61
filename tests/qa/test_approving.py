"""Approval: who may give it, what it needs, and what it publishes."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinics.models import Organization
from qa.models import Answer, Disclaimer
from tests import factories
from tests.qa.editor import codes

pytestmark = pytest.mark.django_db


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


def test_approve_publishes_the_words_that_are_stored():
    revision = factories.revision_in_review(title="Is running bad for my knees?")
    revision.title = "Typed over in a shell"

    revision.approve(factories.therapist())

    assert Answer.objects.published().get().live_revision.title == "Is running bad for my knees?"
