import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from qa.models import Answer, AuditEntry, Question, Revision
from qa.publishing import NotAllPublishedError
from qa.tasks import publish_scheduled
from tests import factories

pytestmark = pytest.mark.django_db

A_MINUTE = dt.timedelta(minutes=1)


def scheduled(question: Question | None = None) -> Revision:
    """A revision that goes public in an hour."""
    question = question or factories.question()
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()
    revision.schedule(
        factories.therapist(user=factories.user("reviewer")),
        timezone.now() + dt.timedelta(hours=1),
    )
    return revision


def run(at: dt.datetime) -> None:
    publish_scheduled(timestamp=int(at.timestamp()) + 1)


def test_nothing_goes_public_before_its_time(jobs):
    revision = scheduled()

    run(revision.publish_at - A_MINUTE)

    assert list(Answer.objects.published()) == []


def test_due_revision_goes_public_and_its_asker_is_told(jobs):
    question = factories.question()
    revision = scheduled(question)

    run(revision.publish_at)

    assert list(Answer.objects.published()) == [revision.answer]
    assert [notice.kind for notice in question.notices.all()] == ["answered"]


def test_due_revision_is_told_in_the_audit(jobs):
    revision = scheduled()

    run(revision.publish_at)

    [entry] = AuditEntry.objects.about(revision)
    assert (entry.person, entry.act) == (revision.reviewer.user, "Published at its set time")


def test_due_revision_that_may_not_go_public_waits_for_a_review_and_stops_no_other(jobs):
    question = factories.question()
    stopped, other = scheduled(question), scheduled()
    Question.objects.filter(pk=question.pk).update(consent_withdrawn_at=timezone.now())

    run(other.publish_at)

    stopped.refresh_from_db()
    assert (stopped.status, stopped.hold_reason) == (
        "in_review",
        "Answer privately instead; the asker did not agree to a published answer.",
    )
    assert list(Answer.objects.published()) == [other.answer]


def test_revision_for_a_page_that_was_taken_down_meanwhile_waits_for_a_review(jobs):
    answer = factories.published_answer()
    answer.start_revision(factories.therapist())
    revision = factories.write(answer.open_revision)
    revision.send_for_review()
    revision.schedule(factories.therapist(), timezone.now() + dt.timedelta(hours=1))
    at = revision.publish_at

    answer.withdraw()
    run(at)

    revision.refresh_from_db()
    assert (revision.status, revision.hold_reason) == (
        "in_review",
        "The page was taken down before then.",
    )
    assert list(Answer.objects.published()) == []


def test_due_revision_whose_asker_took_the_question_back_is_gone(jobs):
    question = factories.question()
    revision = scheduled(question)
    question.refresh_from_db()

    question.withdraw()
    run(revision.publish_at)

    assert list(Answer.objects.all()) == []


def test_revision_that_breaks_stops_no_other_and_is_seen(jobs, caplog):
    broken, other = scheduled(), scheduled()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE qa_answer ADD CONSTRAINT broken"
            f" CHECK (id <> {broken.answer_id} OR live_revision_id IS NULL)"
        )

    with pytest.raises(NotAllPublishedError):
        run(max(broken.publish_at, other.publish_at))

    assert list(Answer.objects.published()) == [other.answer]
    assert f"Revision {broken.pk} could not be published: IntegrityError" in caplog.text
