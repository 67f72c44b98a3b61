import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from qa.models import Question, Revision
from tests import factories
from tests.desk import log_in, log_in_manager, said
from tests.qa.desk_pages import LIST, page, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

NAME, EMAIL = "Zebediah Quill", "zebediah.quill@example.org"


def texts(response) -> list[str]:
    return [question.text for question in response.context["cl"].result_list]


def test_list_shows_waiting_questions_oldest_first(client):
    log_in(client)
    now = timezone.now()
    factories.question(text="Newer?", received_at=now - dt.timedelta(days=1))
    factories.question(text="Older?", received_at=now - dt.timedelta(days=5))
    factories.question(text="Ended?").quarantine()

    assert texts(client.get(LIST)) == ["Older?", "Newer?"]


def test_list_finds_words_of_a_question(client):
    log_in(client)
    factories.question(text="My knee hurts.")
    factories.question(text="My neck is stiff.")

    assert texts(client.get(LIST, {"q": "neck"})) == ["My neck is stiff."]


def test_list_says_how_late_a_question_is(client):
    log_in(client)
    factories.question(received_at=timezone.now() - dt.timedelta(days=20))

    assert "days late" in client.get(LIST).content.decode()


def test_list_reads_as_many_rows_with_as_few_statements(client, django_assert_max_num_queries):
    log_in(client)
    for _ in range(12):
        factories.question(topic=factories.topic(), clinic=factories.clinic())
    client.get(LIST)  # The first page of a session notes its begin.

    with django_assert_max_num_queries(16):
        client.get(LIST)


@pytest.mark.parametrize("field", ["asker_email", "asker_name", "status_token_hash"])
def test_list_cannot_be_filtered_by_a_private_field(client, field):
    log_in(client, "therapist", "view_asker")
    factories.question()

    assert client.get(LIST, {f"{field}__startswith": "a"}).status_code == 400


@pytest.mark.parametrize("query", [NAME, EMAIL])
def test_search_finds_nobody_by_name_or_address(client, query):
    log_in_manager(client)
    factories.question(asker_name=NAME, asker_email=EMAIL)

    assert texts(client.get(LIST, {"q": query})) == []


def addresses(question: Question) -> list[str]:
    return [
        reverse("admin:index"),
        LIST,
        f"{LIST}?show=all",
        page(question),
        reverse("admin:qa_question_history", args=[question.pk]),
        step(question, "answer"),
        step(question, "decline"),
    ]


def test_who_asked_is_nowhere_without_the_right(client):
    log_in(client)
    question = factories.question(asker_name=NAME, asker_email=EMAIL)
    client.post(step(question, "claim"))

    responses = [client.get(address) for address in addresses(question)]

    assert {response.status_code for response in responses} == {200}
    shown = "".join(response.content.decode() for response in responses)
    assert [secret for secret in (NAME, EMAIL, question.status_token) if secret in shown] == []


def test_who_asked_is_shown_with_the_right(client):
    log_in(client, "therapist", "view_asker")
    question = factories.question(asker_name=NAME, asker_email=EMAIL)

    shown = client.get(page(question)).content.decode()

    assert [secret for secret in (NAME, EMAIL) if secret in shown] == [NAME, EMAIL]


def test_text_of_a_question_is_escaped(client):
    log_in(client)
    question = factories.question(text="<script>alert(1)</script>")

    shown = client.get(page(question)).content.decode()

    assert "<script>alert" not in shown
    assert escape("<script>alert(1)</script>") in shown


def test_start_leads_to_the_editor(client):
    therapist = log_in(client)
    question = factories.question()

    response = client.post(step(question, "start"))

    revision = Revision.objects.get()
    assert response.url == reverse("admin:qa_revision_change", args=[revision.pk])
    assert (revision.author, revision.answer.questions.get()) == (therapist, question)


def test_start_of_a_claimed_question_is_refused(client):
    log_in(client)
    other = factories.therapist(display_name="Lee Brandt")
    question = factories.question()
    question.claim(other)

    response = client.post(step(question, "start"), follow=True)

    assert said(response) == ["Lee Brandt is working on this question."]
    assert not Revision.objects.exists()


def test_start_without_consent_is_not_offered_and_refused(client):
    log_in(client)
    question = factories.question(agrees=False)

    assert "Start the answer" not in client.get(page(question)).content.decode()
    response = client.post(step(question, "start"), follow=True)
    assert said(response) == ["Answer privately; the asker did not agree to a published answer."]


def test_start_needs_a_login_that_is_a_therapist(client):
    client.force_login(factories.user("therapist"))
    question = factories.question()

    response = client.post(step(question, "start"), follow=True)

    assert said(response) == [
        "Ask a manager to connect your login with a therapist; then you can do this."
    ]


def test_claim_keeps_the_question_and_returns_to_the_list(client):
    therapist = log_in(client)
    question = factories.question()

    response = client.post(step(question, "claim"), {"from": "list"})

    question.refresh_from_db()
    assert (question.claimed_by, response.url) == (therapist, LIST)


def test_release_gives_the_question_back(client):
    therapist = log_in(client)
    question = factories.question()
    question.claim(therapist)

    client.post(step(question, "release"))

    question.refresh_from_db()
    assert question.claimed_by is None


def test_release_of_somebody_elses_claim_is_refused(client):
    log_in(client)
    question = factories.question()
    question.claim(factories.therapist())

    client.post(step(question, "release"))

    question.refresh_from_db()
    assert question.is_claimed()


@pytest.mark.parametrize("name", ["start", "claim", "release", "quarantine", "restore"])
def test_step_by_a_link_changes_nothing(client, name):
    log_in(client)
    question = factories.question()

    response = client.get(step(question, name))

    assert (response.status_code, Question.objects.get().status) == (405, "received")


def test_page_takes_no_changes(client):
    log_in(client)
    question = factories.question(text="As it was sent.")

    response = client.post(page(question), {"text": "Changed."})

    assert (response.status_code, Question.objects.get().text) == (403, "As it was sent.")


def test_history_says_who_did_what(client):
    therapist = log_in(client)
    question = factories.question()

    client.post(step(question, "claim"))

    [entry] = client.get(page(question)).context["history"]
    assert (entry.person, entry.act) == (therapist.user, "Claimed")
