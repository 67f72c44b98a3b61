"""Ending a question at the desk: a private answer, a kind no, or spam put aside."""

import re

import pytest

from qa.models import Addition
from tests import factories
from tests.desk import log_in, log_in_manager, said
from tests.qa.desk_pages import step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


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
