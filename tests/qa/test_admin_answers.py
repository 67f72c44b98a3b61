import datetime as dt
import re

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from qa.models import Answer, Feedback, OldSlug, Revision
from tests import factories
from tests.desk import log_in, log_in_manager, said
from tests.qa.desk_answers import page, step, typed

pytestmark = pytest.mark.django_db

LIST = reverse("admin:qa_answer_changelist")


@pytest.mark.parametrize("show", ["published", "due", "work", "withdrawn", "all"])
def test_list_can_be_narrowed(client, show):
    log_in(client)
    published, withdrawn = factories.published_answer(), factories.published_answer()
    withdrawn.withdraw()
    due = due_answer()
    in_work = factories.draft().answer
    expected = {
        "published": {published, due},
        "due": {due},
        "work": {in_work},
        "withdrawn": {withdrawn},
        "all": {published, due, withdrawn, in_work},
    }

    response = client.get(LIST, {"show": show})

    assert set(response.context["cl"].result_list) == expected[show]


def test_list_finds_words_of_a_title(client):
    log_in(client)
    factories.published_answer(title="Why does my neck hurt?")
    knee = factories.published_answer(title="Why does my knee click?")

    response = client.get(LIST, {"q": "click"})

    assert list(response.context["cl"].result_list) == [knee]


def test_add_begins_an_answer_without_a_question(client):
    therapist = log_in(client)

    response = client.post(reverse("admin:qa_answer_add"))

    revision = Revision.objects.get()
    assert revision.author == therapist
    assert response.url == reverse("admin:qa_revision_change", args=[revision.pk])


def test_add_by_a_link_begins_nothing(client):
    log_in(client)

    client.get(reverse("admin:qa_answer_add"))

    assert not Answer.objects.exists()


def test_save_moves_the_page_and_keeps_the_old_address(client):
    log_in(client)
    answer = factories.published_answer(title="Why does it click?")

    client.post(page(answer), typed(answer, slug="clicking-knee"))

    answer.refresh_from_db()
    assert (answer.slug, OldSlug.objects.get().slug) == ("clicking-knee", "why-does-it-click")


def test_save_with_a_taken_address_says_so_and_keeps_what_was_typed(client):
    log_in(client)
    taken = factories.published_answer().slug
    answer = factories.published_answer()

    response = client.post(page(answer), typed(answer, slug=taken))

    form = response.context["form"]
    assert form.errors == {
        "slug": ["Choose another address; another answer has this one or had it."]
    }
    assert form["slug"].value() == taken


def test_save_changes_topics(client):
    log_in(client)
    answer, knee = factories.published_answer(), factories.topic()

    client.post(page(answer), typed(answer, topics=[knee.pk]))

    assert list(answer.topics.all()) == [knee]


def test_save_picks_related_answers_by_title_or_address(client):
    log_in(client)
    answer = factories.published_answer()
    by_title = factories.published_answer(title="Is heat or ice better?")
    by_address = factories.published_answer()

    picks = {
        "pick_1": "is heat or ice better?",
        "pick_2": f"https://desk.example/answers/{by_address.slug}/",
    }
    client.post(page(answer), typed(answer, **picks))

    assert [pick.related for pick in answer.neighbors.filter(is_pick=True)] == [
        by_title,
        by_address,
    ]


def test_save_takes_a_pick_away(client):
    log_in(client)
    answer, other = factories.published_answer(), factories.published_answer()
    answer.pick_related([other])

    client.post(page(answer), typed(answer, pick_1=""))

    assert not answer.neighbors.exists()


def test_save_refuses_an_answer_that_nobody_can_read(client):
    log_in(client)
    answer, draft = factories.published_answer(), factories.draft(title="Not yet?")

    response = client.post(page(answer), typed(answer, pick_1=draft.title))

    assert response.context["form"].errors == {
        "pick_1": ["Choose a title from the list, or paste the address of a published answer."]
    }


@pytest.mark.parametrize(
    ("picks", "message"),
    [
        (("own", ""), "Choose another related answer; this is the page itself."),
        (("other", "other"), "Choose each related answer once."),
    ],
)
def test_save_refuses_picks_that_make_no_sense(client, picks, message):
    log_in(client)
    answer = factories.published_answer()
    slugs = {"own": answer.slug, "other": factories.published_answer().slug, "": ""}

    response = client.post(
        page(answer), typed(answer, pick_1=slugs[picks[0]], pick_2=slugs[picks[1]])
    )

    assert response.context["form"].non_field_errors() == [message]


def test_revise_starts_from_the_live_words(client):
    therapist = log_in(client)
    answer = factories.published_answer(title="Why does it click?")

    client.post(step(answer, "revise"))

    revision = answer.open_revision
    assert (revision.title, revision.author) == ("Why does it click?", therapist)


def test_revise_while_one_is_open_is_refused(client):
    therapist = log_in(client)
    answer = factories.published_answer()
    answer.start_revision(therapist)

    response = client.post(step(answer, "revise"), follow=True)

    assert said(response) == [
        "Finish the revision that is already open; an answer has one at a time."
    ]


def test_withdraw_asks_first_and_then_takes_the_page_down(client):
    log_in_manager(client)
    answer = factories.published_answer()

    question = client.get(step(answer, "withdraw")).content.decode()
    asked = Answer.objects.published().exists()
    client.post(step(answer, "withdraw"))

    assert (asked, Answer.objects.published().exists()) == (True, False)
    assert f"{answer.live_revision.title}</a>" in question


def test_withdraw_is_not_offered_to_a_therapist_and_refused(client):
    log_in(client)
    answer = factories.published_answer()

    assert "Take the page down" not in client.get(page(answer)).content.decode()
    assert client.post(step(answer, "withdraw")).status_code == 403


def test_nothing_can_be_deleted(client):
    client.force_login(factories.user("manager", is_superuser=True))
    answer = factories.published_answer()

    response = client.post(reverse("admin:qa_answer_delete", args=[answer.pk]), {"post": "yes"})

    assert (response.status_code, Answer.objects.count()) == (403, 1)


def due_answer(**values) -> Answer:
    a_year_ago = timezone.now() - dt.timedelta(days=360)
    return factories.published_answer(at=a_year_ago, **values)


def test_confirm_renews_the_review_dates(client):
    log_in(client)
    answer = due_answer()

    client.post(step(answer, "confirm"))

    answer.refresh_from_db()
    today = timezone.localdate()
    assert (answer.last_reviewed_on, answer.next_review_on) == (
        today,
        today + relativedelta(months=12),
    )


@pytest.mark.parametrize(("days", "is_offered"), [(360, True), (200, False)])
def test_confirm_is_offered_when_a_review_comes_up(client, days, is_offered):
    log_in(client)
    answer = factories.published_answer(at=timezone.now() - dt.timedelta(days=days))

    assert ("Reviewed, no change" in client.get(page(answer)).content.decode()) == is_offered


def test_confirm_with_an_expired_license_is_refused(client):
    therapist = log_in(client)
    therapist.license_expires_on = dt.date(2020, 1, 1)
    therapist.save()
    answer = due_answer()

    response = client.post(step(answer, "confirm"), follow=True)

    assert said(response) == [
        f"Renew the license of {therapist.display_name} first; it is not current."
    ]


def test_today_shows_reviews_that_come_up(client):
    log_in_manager(client)
    factories.published_answer()
    due = due_answer()

    assert list(client.get(reverse("admin:index")).context["due"]) == [due]


def test_page_tells_what_readers_said_of_the_live_words_and_of_earlier_ones(client):
    log_in_manager(client)
    answer = factories.published_answer()
    earlier = answer.live_revision
    revision = factories.new_words(answer)
    Feedback.objects.create(revision=earlier, is_helpful=False, reason="unsafe")
    Feedback.objects.create(revision=revision, is_helpful=False, reason="")

    response = client.get(page(answer))

    words = re.findall(r"<span>([^<]*: <strong>\d+)</strong>", response.content.decode())
    assert [text.replace(" <strong>", " ") for text in words] == [
        "Helpful: 0",
        "Not helpful, without a reason: 1",
        "Something is wrong or unsafe: 1",
    ]
