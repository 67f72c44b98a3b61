"""An approval for later: what is checked when it is given, and again at its time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from qa.models import Answer, Disclaimer, Revision
from tests import factories
from tests.qa.editor import codes

pytestmark = pytest.mark.django_db

AN_HOUR, A_MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


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
