import pytest

from clinics.models import Organization
from qa.forms import QuestionForm, no_signs_token
from qa.models import Question
from tests.qa.asker import text_of
from tests.qa.asking import (
    ASK,
    RECEIVED,
    answers,
    form_page,
    typed_in,
)

pytestmark = pytest.mark.django_db


def test_ask_page_says_where_to_turn_in_an_emergency_before_anything_is_typed(client):
    Organization.objects.update(phone="(503) 555-0100", answer_promise_days=4)

    before_the_form, _, _ = text_of(client.get(form_page())).partition("<form")

    assert 'href="tel:911"' in before_the_form
    assert 'href="tel:988"' in before_the_form
    assert 'href="tel:503-555-0100"' in before_the_form
    assert "within 4 business days" in before_the_form


def test_ask_page_asks_for_nothing_else(client):
    assert list(QuestionForm.base_fields) == [
        "about",
        "text",
        "asker_email",
        "agrees",
        "is_adult",
        "asker_name",
        "topic",
        "clinic",
        "website",
        "submission_key",
        "consent_edition",
        "passed",
        "begun",
        "warned",
        "seen_answers",
    ]


def test_ask_page_leaves_the_consent_to_the_asker(client):
    html = client.get(form_page()).content.decode()

    assert "checked" not in html
    assert "required" not in html


def test_question_is_received_once_with_its_receipt(client, jobs):
    response = client.post(ASK, answers(agrees="on"))

    question = Question.objects.get()
    told = {str(job["task_name"]): job["args"] for job in jobs.values()}
    assert (response.status_code, response.url) == (302, RECEIVED)
    assert question.text == "My shoulder clicks when I lift my arm. Should I rest it?"
    assert question.asker_email == "robin@example.com"
    assert question.consent_wording.edition == 1
    assert told["send_notice"] == {"notice_id": question.notices.get(kind="received").pk}
    assert told["call_staff"]["kind"] == "new_question"
    assert len(jobs) == 2


def test_question_is_taken_with_few_statements(client, django_assert_num_queries):
    with django_assert_num_queries(9):  # Two of them mark the transaction, one reads the wording.
        client.post(ASK, answers(agrees="on"))


def test_question_without_consent_is_received(client):
    client.post(ASK, answers())

    assert Question.objects.get().may_be_published is False


def test_errors_are_listed_with_links_to_the_fields(client):
    response = client.post(ASK, answers(about="", asker_email="robin", text="Why?"))

    html = text_of(response)
    assert response.status_code == 200
    assert "<title>Error: " in html
    assert '<a href="#id_about_0">Choose who the question is about.</a>' in html
    assert '<a href="#id_asker_email">Write an e-mail address with an @' in html
    assert 'id="id_asker_email_error"' in html
    assert 'aria-describedby="id_asker_email_helptext id_asker_email_error"' in html
    assert typed_in(response)["text"] == "Why?"
    assert Question.objects.count() == 0


def test_script_in_every_field_is_only_text(client):
    evil = "<script>alert(1)</script>"
    sent = {**dict.fromkeys(QuestionForm.base_fields, evil), "passed": no_signs_token()}

    html = client.post(ASK, sent).content.decode()

    assert evil not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_text_of_ten_megabytes_is_answered_and_kept(client):
    response = client.post(ASK, answers(text="a" * 10 * 1024 * 1024))

    assert response.status_code == 200
    assert "Shorten your question by 10,480,760 characters." in text_of(response)
    assert len(typed_in(response)["text"]) == 10 * 1024 * 1024


def test_vanished_topic_leaves_the_rest(client):
    response = client.post(ASK, answers(topic="4711"))

    assert response.context["form"].errors == {
        "topic": [
            "Choose a topic from the list, or “I am not sure”. "
            "The one you chose is no longer there."
        ]
    }
    assert typed_in(response)["text"] == "My shoulder clicks when I lift my arm. Should I rest it?"


def test_received_page_holds_nothing_about_anybody(client):
    client.post(ASK, answers())

    response = client.get(RECEIVED)

    assert response.status_code == 200
    assert "robin@example.com" not in text_of(response)
    assert "shoulder" not in text_of(response)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_received_page_says_when_we_answer(client):
    Organization.objects.update(answer_promise_days=1)

    assert "within 1 business day." in text_of(client.get(RECEIVED))


def test_answers_of_the_form_are_not_in_any_job(client, jobs):
    client.post(ASK, answers(asker_name="Canary Name", text="Canary text of the question"))

    assert len(jobs) == 2
    assert "anary" not in str(jobs)
    assert "robin" not in str(jobs)


def test_form_is_short():
    optional = {"asker_name", "topic", "clinic"}
    visible = {field.name for field in QuestionForm().visible_fields()} - {"website"}

    assert visible - optional == {"about", "text", "asker_email", "agrees", "is_adult"}
