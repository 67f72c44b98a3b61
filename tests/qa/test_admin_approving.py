"""Approving at the desk: what the reviewer says yes to, and what keeps a page from the public."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from clinics.models import Organization, Therapist
from qa.models import Answer, Review
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import YES, decision, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

TOMORROW = timezone.localtime() + dt.timedelta(days=1)


def test_approve_publishes_and_tells_the_asker(client, jobs):
    reviewer = log_in(client, "reviewer")
    question = factories.question()
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()

    client.post(step(revision, "approve"), decision(revision))

    assert list(Answer.objects.published().values_list("live_revision__reviewer", flat=True)) == [
        reviewer.pk
    ]
    assert [job["task_name"] for job in jobs.values()] == ["send_notice"]
    assert [notice.kind for notice in question.notices.all()] == ["answered"]


def test_approve_of_ones_own_answer_is_not_offered_and_refused(client):
    revision = factories.revision_in_review(author=log_in(client, "reviewer"))

    shown = client.get(step(revision, "review")).content.decode()
    response = client.post(step(revision, "approve"), decision(revision), follow=True)

    assert "Approve and publish" not in shown
    assert said(response) == [
        "Ask another therapist to approve it; nobody approves their own answer."
    ]


def test_approve_of_what_one_sent_in_a_colleagues_name_is_refused(client):
    log_in(client, "reviewer")
    revision = factories.draft()
    client.post(step(revision, "send"))

    response = client.post(step(revision, "approve"), decision(revision), follow=True)

    assert said(response)[-1:] == [
        "Ask another therapist to approve it; nobody approves their own answer."
    ]
    assert not Answer.objects.published().exists()


def test_approve_alone_is_offered_to_a_sole_therapist(client):
    Organization.objects.update(allows_sole_therapist=True)
    revision = factories.revision_in_review(author=log_in(client, "reviewer"))

    assert "Approve and publish" in client.get(step(revision, "review")).content.decode()


@pytest.mark.parametrize("doubt", sorted(YES))
def test_approve_with_a_doubt_publishes_nothing(client, doubt):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    response = client.post(step(revision, "approve"), decision(revision, **{doubt: ""}))

    assert "Say yes or no to each sentence." in response.content.decode()
    assert not Answer.objects.published().exists()


def test_approve_asks_for_the_warning_signs_where_the_topic_has_some(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review(topics=[factories.topic(warning_signs="It is hot.")])

    client.post(step(revision, "approve"), decision(revision))

    assert not Answer.objects.published().exists()


def test_approve_keeps_who_said_yes_to_what(client):
    reviewer = log_in(client, "reviewer")
    revision = factories.revision_in_review()

    client.post(step(revision, "approve"), decision(revision))

    review = Review.objects.get()
    assert (review.revision, review.reviewer, review.decision) == (revision, reviewer, "approved")
    assert review.statements == [
        ("It is accurate and up to date.", True),
        ("It stays within what a physical therapist may advise.", True),
        ("It diagnoses nobody; it stays general.", True),
        ("Nobody can be recognized from it.", True),
        ("A patient understands it at first reading.", True),
    ]


def test_approve_with_a_no_publishes_nothing_and_says_what_to_do(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    response = client.post(step(revision, "approve"), decision(revision, is_plain="no"))

    assert "return the answer and say what to change" in response.content.decode()
    assert not Answer.objects.published().exists()


def checked(response) -> list[str]:
    """The answers that the page still holds."""
    boxes = re.findall(r"<input type=\"radio\"[^>]*>", response.content.decode())
    return [box for box in boxes if " checked" in box]


def test_refused_approval_keeps_what_was_said(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()
    Therapist.objects.filter(pk=revision.author_id).update(license_expires_on=dt.date(2020, 1, 1))
    time = f"{TOMORROW:%Y-%m-%dT%H:%M}"

    response = client.post(
        step(revision, "approve"), decision(revision, _later="1", publish_at=time)
    )
    page = response.content.decode()

    assert said(response) == [
        f"Renew the license of {revision.author.display_name} first; it is not current."
    ]
    assert [re.search('name="(.*?)".*value="yes"', box)[1] for box in checked(response)] == [*YES]
    assert '<details class="decision__later" open>' in page
    assert typed_in(page, "publish_at") == time
    assert "Approve for this time" in page


def test_refused_approval_of_words_that_changed_asks_about_each_sentence_anew(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()
    opened = decision(revision)
    revision.correct_question("My knee hurts on stairs.")

    response = client.post(step(revision, "approve"), opened, follow=True)

    assert "The words changed since you opened this page." in response.content.decode()
    assert checked(response) == []


def test_page_taken_down_meanwhile_is_public_again_only_once_the_reviewer_knows(client):
    log_in(client, "reviewer")
    answer = factories.published_answer()
    answer.start_revision(factories.therapist())
    revision = factories.write(answer.open_revision)
    revision.send_for_review()
    opened = decision(revision)
    answer.withdraw()

    refused = client.post(step(revision, "approve"), opened)
    page = refused.content.decode()
    was_published = Answer.objects.published().exists()
    client.post(step(revision, "approve"), {**opened, "taken_down": typed_in(page, "taken_down")})

    assert said(refused) == [
        "The page was taken down since you opened this review. Find out why, then decide."
    ]
    assert "Your approval makes it public again." in page
    assert len(checked(refused)) == len(YES)
    assert was_published is False
    assert Answer.objects.published().get().live_revision == revision


def typed_in(page: str, name: str) -> str:
    return re.search(f'name="{name}".*value="(.*?)"', page)[1]


def test_approve_of_words_that_changed_meanwhile_is_refused(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()
    opened = decision(revision)
    revision.return_to_author("")
    factories.write(revision, title="Other words").send_for_review()

    response = client.post(step(revision, "approve"), opened, follow=True)

    assert "The words changed since you opened this page." in response.content.decode()
    assert not Answer.objects.published().exists()


def test_slower_of_two_reviewers_hears_that_it_was_decided(client):
    revision = factories.revision_in_review()
    opened = decision(revision)
    revision.approve(factories.therapist())
    log_in(client, "reviewer")

    response = client.post(step(revision, "approve"), opened, follow=True)

    assert said(response) == [
        "Somebody else was quicker: it is “Approved” now. Nothing of what you said was stored."
    ]
    assert Review.objects.count() == 0
