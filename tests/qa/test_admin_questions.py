import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from qa.models import Addition, Question, Revision
from tests import factories
from tests.desk import log_in, log_in_manager, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

LIST = reverse("admin:qa_question_changelist")
NAME, EMAIL = "Zebediah Quill", "zebediah.quill@example.org"


def page(question: Question) -> str:
    return reverse("admin:qa_question_change", args=[question.pk])


def step(question: Question, name: str) -> str:
    return reverse(f"admin:qa_question_{name}", args=[question.pk])


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


def test_private_answer_ends_the_question_and_tells_the_asker(client, jobs):
    log_in(client)
    question = factories.question(agrees=False)

    client.post(step(question, "answer"), {"text": "Rest it for a week."})

    question.refresh_from_db()
    assert (question.status, question.private_answer) == (
        "answered_privately",
        "Rest it for a week.",
    )
    assert [notice.kind for notice in question.notices.all()] == ["answered_privately"]
    assert [job["task_name"] for job in jobs.values()] == ["send_notice"]


def test_private_answer_that_is_empty_asks_for_words(client):
    log_in(client)
    question = factories.question()

    response = client.post(step(question, "answer"), {"text": " "})

    assert response.context["form"].errors == {"text": ["Write your answer."]}


def test_private_answer_to_a_withdrawn_question_keeps_the_words(client):
    log_in(client)
    question = factories.question()
    question.withdraw()

    response = client.post(step(question, "answer"), {"text": "Rest it for a week."})

    assert "Rest it for a week." in response.content.decode()
    assert said(response) == ["This is not possible any more: the question is “Withdrawn”."]


def hidden(response) -> dict[str, str]:
    """What a page of the desk sends along without showing it."""
    fields = r'<input type="hidden" name="(\w+)" value="([^"]*)">'
    return dict(re.findall(fields, response.content.decode()))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("answer", {"text": "Rest it for a week."}),
        ("decline", {"message": "Please write again."}),
        ("reuse", {}),
    ],
)
def test_question_is_not_ended_before_what_the_asker_added_meanwhile_was_read(client, name, typed):
    log_in(client)
    question = factories.question()
    Addition.objects.add(question, "It is the left one.", has_warning_signs=False)
    address = (
        step(question, name)
        + {
            "answer": "",
            "decline": "?reason=not_a_question",
            "reuse": f"?answer={factories.published_answer().pk}",
        }[name]
    )
    opened = hidden(client.get(address))
    Addition.objects.add(question, "Since today my foot is numb.", has_warning_signs=False)

    refused = client.post(address, {**opened, **typed})
    question.refresh_from_db()
    status_then = question.status
    client.post(address, {**hidden(refused), **typed})

    question.refresh_from_db()
    html = refused.content.decode()
    assert said(refused) == [
        "The asker added something; it stands with the question on this page. Please read it, "
        "then send again."
    ]
    assert "Since today my foot is numb." in html
    assert all(words in html for words in typed.values())
    assert (status_then, question.has_ended) == ("received", True)


def test_decline_begins_with_kind_words_for_the_reason(client):
    log_in(client)
    question = factories.question()

    response = client.get(step(question, "decline"), {"reason": "needs_other_care"})

    assert "call your physician today" in response.context["form"]["message"].value()


def test_decline_ends_the_question_and_tells_the_asker(client, jobs):
    log_in(client)
    question = factories.question()

    client.post(
        step(question, "decline") + "?reason=not_a_question", {"message": "Please write again."}
    )

    question.refresh_from_db()
    assert (question.status, question.decline_reason, question.decline_message) == (
        "declined",
        "not_a_question",
        "Please write again.",
    )
    assert [notice.kind for notice in question.notices.all()] == ["declined"]
    assert [job["task_name"] for job in jobs.values()] == ["send_notice"]


def test_decline_of_what_a_therapist_works_on_is_refused_to_a_manager(client):
    log_in_manager(client)
    question = factories.question()
    question.claim(factories.therapist(display_name="Lee Brandt"))

    address = step(question, "decline") + "?reason=not_a_question"
    response = client.post(address, {"message": "No."})

    assert said(response) == ["Lee Brandt is working on this question."]


def test_spam_is_put_aside_and_comes_back(client):
    log_in(client)
    question = factories.question()

    client.post(step(question, "quarantine"))
    question.refresh_from_db()
    aside = question.status
    client.post(step(question, "restore"))

    question.refresh_from_db()
    assert (aside, question.status) == ("quarantined", "received")


def test_restored_question_gets_its_receipt_and_the_staff_hear_of_it(client, jobs):
    log_in_manager(client)
    question = factories.question()
    question.quarantine()

    client.post(step(question, "restore"))

    assert [notice.kind for notice in question.notices.all()] == ["received"]
    assert [job["args"].get("kind") for job in jobs.values()] == [None, "new_question"]


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
