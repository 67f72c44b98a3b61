import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Organization, Therapist
from qa.admin.revision_forms import version
from qa.models import Answer, Review, Revision
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

TOMORROW = timezone.localtime() + dt.timedelta(days=1)

YES = dict.fromkeys(("is_accurate", "is_in_scope", "is_general", "is_anonymous", "is_plain"), "yes")


def decision(revision: Revision, **values: str) -> dict[str, str]:
    """What the page sends after every sentence got a yes."""
    return YES | {"seen": version(Revision.objects.get(pk=revision.pk))} | values


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


@pytest.mark.parametrize("field", ["license", "consent"])
def test_review_says_what_keeps_from_approving(client, field):
    log_in(client, "reviewer")
    author = factories.therapist(display_name="Lee Brandt")
    question = factories.question()
    revision = factories.write(question.start_answer(author))
    revision.send_for_review()
    if field == "license":
        author.license_expires_on = dt.date(2020, 1, 1)
        author.save()
    else:
        question.refresh_from_db()
        question.consent_withdrawn_at = question.consented_at
        question.save()

    shown = client.get(step(revision, "review"))

    assert (
        shown.context["obstacles"]
        == {
            "license": ["Renew the license of Lee Brandt first; it is not current."],
            "consent": ["Answer privately instead; the asker did not agree to a published answer."],
        }[field]
    )


def test_review_shows_the_page_as_it_will_be(client):
    reviewer = log_in(client, "reviewer")
    revision = factories.revision_in_review(title="Does it help?")

    shown = client.get(step(revision, "review")).content.decode()

    assert "Does it help?" in shown
    assert reviewer.name_with_credentials in shown


def test_return_gives_the_reason_to_the_author(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    client.post(step(revision, "review"), {"reason": "Say when to see somebody."})

    revision.refresh_from_db()
    assert (revision.status, revision.return_reason) == ("draft", "Say when to see somebody.")


def test_return_is_told_to_the_author_and_to_nobody_else(client, jobs):
    log_in(client, "reviewer")
    author = factories.therapist(user=factories.user())
    revision = factories.revision_in_review(author=author)

    client.post(step(revision, "review"), {"reason": "Say when to see somebody."})

    [job] = jobs.values()
    assert (job["args"]["kind"], job["args"]["only"]) == ("returned", author.user_id)


def test_return_without_a_reason_asks_for_one(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    response = client.post(step(revision, "review"), {"reason": ""})

    assert response.context["form"].errors == {"reason": ["Say what the author should change."]}


@pytest.mark.parametrize("name", ["review", "approve"])
def test_review_is_forbidden_to_a_therapist(client, name):
    log_in(client)
    revision = factories.revision_in_review()

    assert client.post(step(revision, name)).status_code == 403


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


def test_review_shows_what_changes_on_the_live_page(client):
    log_in(client, "reviewer")
    author = factories.therapist()
    answer = factories.published_answer(author=author, title="Rest it?")
    revision = answer.start_revision(author)
    revision.title = "Move it?"
    revision.save()
    revision.send_for_review()

    shown = client.get(step(revision, "review")).content.decode()

    assert "<del>Rest</del> <ins>Move</ins>" in shown


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


def test_return_keeps_what_was_said_so_far(client):
    log_in(client, "reviewer")
    revision = factories.revision_in_review()

    client.post(
        step(revision, "review"),
        {"reason": "Shorter words, please.", "is_accurate": "yes", "is_plain": "no"},
    )

    assert [(r.decision, r.reason, r.is_accurate, r.is_plain) for r in Review.objects.all()] == [
        ("returned", "Shorter words, please.", True, False)
    ]


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


def test_slip_is_corrected_in_review_and_what_was_sent_stays(client):
    log_in(client, "reviewer")
    question = factories.question(text="My kne hurts.")
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()

    client.post(step(revision, "correct"), {"edited_question": "My knee hurts. Why?"})

    revision.refresh_from_db()
    question.refresh_from_db()
    assert (revision.status, revision.edited_question, question.text) == (
        "in_review",
        "My knee hurts. Why?",
        "My kne hurts.",
    )


def test_slip_on_a_live_page_waits_for_a_review(client):
    log_in(client)
    live = factories.published_answer(edited_question="My kne hurts.").live_revision

    client.post(step(live, "correct"), {"edited_question": "My knee hurts."})

    correction = live.answer.open_revision
    assert (correction.status, correction.edited_question, correction.author) == (
        "in_review",
        "My knee hurts.",
        live.author,
    )
    live.refresh_from_db()
    assert live.edited_question == "My kne hurts."


@pytest.mark.parametrize("is_live", [False, True])
def test_slip_is_not_corrected_into_something_identifying(client, is_live):
    log_in(client, "reviewer")
    revision = factories.revision_in_review(edited_question="My kne hurts.")
    if is_live:
        revision.approve(factories.therapist())

    response = client.post(
        step(revision, "correct"), {"edited_question": "Anna Keller's knee hurts."}, follow=True
    )

    assert said(response) == [
        "Take out “Anna Keller” (a name), or say in the checks why it identifies nobody."
    ]
    assert "Anna Keller&#x27;s knee hurts.</textarea>" in response.content.decode()
    revision.refresh_from_db()
    assert revision.edited_question == "My kne hurts."
    assert Revision.objects.count() == 1


def test_slip_in_review_is_not_corrected_by_a_therapist(client):
    log_in(client)
    revision = factories.revision_in_review()

    response = client.post(step(revision, "correct"), {"edited_question": "Other words"})

    assert response.status_code == 403
