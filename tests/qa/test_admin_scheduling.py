"""Approving for a set time: what goes public when, and how it is stopped."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from qa.models import Answer, Review, Revision
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import YES, decision, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

TOMORROW = timezone.localtime() + dt.timedelta(days=1)


@pytest.mark.parametrize("sent", [{}, YES])
def test_what_is_approved_for_later_is_not_published_now_by_its_address(client, sent):
    revision = factories.revision_in_review()
    revision.schedule(factories.therapist(), TOMORROW)
    log_in(client, "reviewer")

    client.post(step(revision, "approve"), {**decision(revision), **dict.fromkeys(YES, ""), **sent})

    revision.refresh_from_db()
    assert (revision.status, Review.objects.count()) == ("scheduled", 0)


def test_approve_for_later_publishes_nothing_yet_and_says_when(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()
    when = f"{TOMORROW:%Y-%m-%dT%H:%M}"

    response = client.post(
        step(revision, "approve"), decision(revision, _later="1", publish_at=when), follow=True
    )

    revision.refresh_from_db()
    assert (revision.status, f"{timezone.localtime(revision.publish_at):%Y-%m-%dT%H:%M}") == (
        "scheduled",
        when,
    )
    assert said(response)[0].startswith("The answer is approved and goes public on")
    assert not Answer.objects.published().exists()


@pytest.mark.parametrize("name", ["index", "change", "review"])
def test_what_a_take_down_held_back_does_not_say_that_its_time_is_over(client, name):
    answer = factories.published_answer()
    revision = factories.write(answer.start_revision(factories.therapist()))
    revision.send_for_review()
    revision.schedule(factories.therapist(), TOMORROW)
    answer.withdraw()
    log_in(client, "reviewer")

    address = "/admin/" if name == "index" else step(revision, name)
    content = client.get(address).content.decode()

    assert ("topped before it went public" in content, "at its time" in content) == (True, False)


@pytest.mark.parametrize("publish_at", ["", "soon"])
def test_approve_for_later_asks_for_a_time(client, publish_at):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    response = client.post(
        step(revision, "approve"), decision(revision, _later="1", publish_at=publish_at)
    )

    assert list(response.context["later"].errors) == ["publish_at"]
    assert Revision.objects.get().status == "in_review"


def test_approve_for_another_age_is_refused_and_the_desk_still_opens(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    response = client.post(
        step(revision, "approve"), decision(revision, _later="1", publish_at="9999-12-31T23:59")
    )

    assert said(response) == ["Choose a time within a year from now."]
    assert client.get(reverse("admin:index")).status_code == 200


def scheduled(**values) -> Revision:
    revision = factories.revision_in_review(**values)
    revision.schedule(factories.therapist(), TOMORROW)
    return revision


def test_set_time_can_be_cancelled(client):
    log_in(client, "reviewer")
    revision = scheduled()

    client.post(step(revision, "unschedule"))

    revision.refresh_from_db()
    assert (revision.status, revision.reviewer, revision.publish_at) == ("in_review", None, None)


def test_author_takes_back_what_was_to_go_public(client):
    revision = scheduled(author=log_in(client))

    client.post(step(revision, "take_back"))

    revision.refresh_from_db()
    assert (revision.status, revision.publish_at) == ("draft", None)


def test_desk_shows_what_goes_public_when(client):
    log_in(client, "reviewer")
    revision = scheduled()

    listed = client.get(reverse("admin:qa_revision_changelist"), {"show": "later"})

    assert list(listed.context["cl"].result_list) == [revision]
    assert "goes public" in listed.content.decode()


@pytest.mark.parametrize(("is_down", "says"), [(False, True), (True, False)])
def test_desk_says_that_a_published_answer_changes(client, is_down, says):
    log_in(client, "reviewer")
    answer = factories.published_answer()
    if is_down:
        answer.withdraw()
    answer.start_revision(factories.therapist(), like=answer.revisions.get()).send_for_review()

    listed = client.get(reverse("admin:qa_revision_changelist"))

    assert ("Changes a published answer" in listed.text) is says
