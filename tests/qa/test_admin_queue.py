import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from clinics.models import Organization
from qa.models import Question
from tests import factories
from tests.desk import log_in, log_in_manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

LIST, TODAY = reverse("admin:qa_question_changelist"), reverse("admin:index")


@pytest.mark.parametrize("page", [LIST, TODAY])
@pytest.mark.parametrize(
    ("name", "value"),
    [("topic", "knee"), ("clinic", "salem"), ("claimed", "free"), ("q", "stairs")],
)
def test_queue_is_narrowed_on_its_page(client, page, name, value):
    log_in(client)
    knee, salem = factories.topic(name="Knee"), factories.clinic(name="Salem")
    wanted = factories.question(text="Stairs hurt.", topic=knee, clinic=salem)
    other = factories.question(text="My neck is stiff.")
    other.claim(factories.therapist())
    chosen = {"knee": knee.pk, "salem": salem.pk}.get(value, value)

    shown = client.get(page, {name: chosen})

    assert list(shown.context["cl"].result_list) == [wanted]


@pytest.mark.parametrize("whose", ["mine", "others"])
def test_queue_shows_whose_claims_one_wants(client, whose):
    therapist = log_in(client)
    questions = {"mine": factories.question(), "others": factories.question()}
    factories.question()
    questions["mine"].claim(therapist)
    questions["others"].claim(factories.therapist())

    shown = client.get(LIST, {"claimed": whose})

    assert list(shown.context["cl"].result_list) == [questions[whose]]


def test_claim_that_ran_out_is_free_again(client):
    log_in(client)
    question = factories.question()
    question.claim(factories.therapist(), at=timezone.now() - dt.timedelta(hours=25))

    shown = client.get(LIST, {"claimed": "free"})

    assert list(shown.context["cl"].result_list) == [question]


def test_claim_lasts_as_long_as_the_organization_says():
    Organization.objects.update(claim_hours=2)
    question, noon = factories.question(), timezone.now()

    question.claim(factories.therapist(), at=noon)

    assert question.claimed_until == noon + dt.timedelta(hours=2)


@pytest.mark.parametrize(("place", "page"), [("list", LIST), ("today", TODAY)])
def test_claim_comes_back_to_the_narrowed_queue(client, place, page):
    log_in(client)
    question = factories.question()

    response = client.post(
        reverse("admin:qa_question_claim", args=[question.pk]),
        {"from": place, "filters": "claimed=free&q=knee&next=https://elsewhere.example"},
    )

    assert response.url == f"{page}?q=knee&claimed=free"


def test_today_shows_the_first_that_wait_and_leads_to_all(client):
    log_in(client)
    for _ in range(7):
        factories.question()

    shown = client.get(TODAY).content.decode()

    assert (shown.count('class="row__title"'), "All 7 questions that wait" in shown) == (5, True)


def test_today_is_shown_after_a_draft_was_taken(client):
    log_in(client)

    assert client.get(TODAY, {"taken": "7"}).status_code == 200


def test_today_marks_what_may_be_urgent(client):
    log_in(client)
    factories.question(has_warning_signs=True)

    assert "May be urgent: read it first" in client.get(TODAY).content.decode()


def test_today_shows_managers_what_is_overdue(client):
    log_in_manager(client)
    overdue = factories.published_answer(at=timezone.now() - dt.timedelta(days=400))
    soon = factories.published_answer(at=timezone.now() - dt.timedelta(days=330))
    factories.published_answer()

    shown = client.get(TODAY)

    assert [list(shown.context[name]) for name in ("overdue", "due")] == [[overdue], [soon]]


def test_today_counts_what_is_put_aside_as_spam_and_leads_there(client):
    log_in(client)
    link = f'<a href="{LIST}?show=spam">2 put aside as spam</a>'
    before = client.get(TODAY).content.decode()
    for _ in range(2):
        factories.question().quarantine()

    assert ("put aside as spam" in before, link in client.get(TODAY).content.decode()) == (
        False,
        True,
    )


def test_question_page_offers_what_is_answered_already(client):
    log_in(client)
    answer = factories.published_answer(title="Why does my knee hurt when I climb stairs?")
    question = factories.question(text="My knee hurts when I climb stairs.")

    shown = client.get(reverse("admin:qa_question_change", args=[question.pk]))

    assert shown.context["similar"] == [answer]


def test_question_is_answered_with_a_page_and_its_asker_told(client):
    log_in(client)
    answer, question = factories.published_answer(), factories.question(agrees=False)
    reuse = reverse("admin:qa_question_reuse", args=[question.pk])

    assert client.get(reuse, {"answer": answer.pk}).context["answer"] == answer
    client.post(reuse, {"answer": answer.pk})

    question.refresh_from_db()
    assert (question.status, question.answer) == ("published", answer)
    assert [notice.kind for notice in question.notices.all()] == ["answered"]


@pytest.mark.parametrize("named", ["", "0", "x"])
def test_question_is_not_answered_with_a_page_that_is_not_there(client, named):
    log_in(client)
    question = factories.question()

    client.post(reverse("admin:qa_question_reuse", args=[question.pk]), {"answer": named})

    assert Question.objects.get().status == "received"


def test_private_answer_is_begun_with_a_claim(client):
    therapist = log_in(client)
    question = factories.question()

    response = client.post(reverse("admin:qa_question_begin_private", args=[question.pk]))

    question.refresh_from_db()
    assert question.claimed_by == therapist
    assert response.url == reverse("admin:qa_question_answer", args=[question.pk])


def test_editor_shows_published_answers_near_to_the_words_typed(client):
    draft = factories.draft(author=log_in(client))
    near = factories.published_answer(title="Is it bad when my shoulder clicks?")

    shown = client.post(
        reverse("admin:qa_revision_similar", args=[draft.pk]), {"title": "My shoulder clicks"}
    )

    assert shown.context["answers"] == [near]


@pytest.mark.parametrize(
    ("page", "lookup"),
    [
        ("qa_question", "topic__answers__live_revision__author__user__password__startswith"),
        ("qa_answer", "topics__answers__live_revision__author__user__password__startswith"),
        ("qa_answer", "topics__question__text__icontains"),
    ],
)
def test_desk_filters_by_nothing_behind_what_it_offers(client, page, lookup):
    log_in(client, "reviewer")

    shown = client.get(reverse(f"admin:{page}_changelist"), {"show": "all", lookup: "a"})

    assert shown.status_code == 400


def test_people_are_not_filtered_by_passwords(client):
    log_in_manager(client)
    page = reverse("admin:auth_user_changelist")

    shown = client.get(page, {"groups__user__password__startswith": "a"})

    assert shown.status_code == 400
