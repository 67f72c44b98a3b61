import threading

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from clinics.models import Organization
from qa.forms import QuestionForm, no_signs_token
from qa.models import Question
from tests.qa.asker import text_of
from tests.qa.asking import ASK, RECEIVED, answers, form_page, typed_in

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


def test_question_sent_again_is_the_same_question(client, jobs):
    sent = answers()
    client.post(ASK, sent)

    response = client.post(ASK, sent)

    assert (response.status_code, response.url) == (302, RECEIVED)
    assert Question.objects.count() == 1
    assert len(jobs) == 2


def test_question_that_a_browser_filled_into_a_fresh_form_is_the_same_question(client):
    client.post(ASK, answers())

    response = client.post(ASK, answers())

    assert (response.status_code, response.url) == (302, RECEIVED)
    assert Question.objects.count() == 1


def test_case_of_an_address_makes_no_other_question(client):
    client.post(ASK, answers(asker_email="robin@example.com"))

    client.post(ASK, answers(asker_email="Robin@Example.com"))

    assert Question.objects.count() == 1


def test_same_words_of_another_asker_are_another_question(client):
    client.post(ASK, answers())

    client.post(ASK, answers(asker_email="kim@example.com"))

    assert Question.objects.count() == 2


def test_question_taken_back_can_be_sent_once_more(client):
    client.post(ASK, answers())
    Question.objects.get().withdraw()

    client.post(ASK, answers())

    assert [question.status for question in Question.objects.all()] == ["withdrawn", "received"]


def test_other_words_with_the_same_key_are_shown_before_they_are_sent(client):
    first = answers()
    client.post(ASK, first)

    response = client.post(ASK, {**first, "text": "And what about my knee?"})

    shown = typed_in(response)
    assert response.status_code == 200
    assert "We have the question you sent before." in text_of(response)
    assert shown["text"] == "And what about my knee?"
    assert shown["asker_email"] == "robin@example.com"
    assert str(shown["submission_key"]) != first["submission_key"]
    assert Question.objects.count() == 1


def test_other_words_are_received_when_send_is_pressed_again(client):
    first = answers()
    client.post(ASK, first)
    again = typed_in(client.post(ASK, {**first, "text": "And what about my knee?"}))

    client.post(ASK, {name: value for name, value in again.items() if value})

    assert [question.text for question in Question.objects.all()] == [
        "My shoulder clicks when I lift my arm. Should I rest it?",
        "And what about my knee?",
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_fifty_posts_at_once_are_one_question():
    sent = answers(agrees="on")
    places = []

    def send():
        places.append(Client().post(ASK, sent).headers.get("Location"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert places == [RECEIVED] * 50
    notice = Question.objects.get().notices.get()
    assert ProcrastinateJob.objects.filter(args__notice_id=notice.pk).count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_same_words_from_many_tabs_at_once_are_one_question():
    places = []

    def send(sent):
        places.append(Client().post(ASK, sent).headers.get("Location"))
        connections.close_all()

    threads = [threading.Thread(target=send, args=[answers()]) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert places == [RECEIVED] * 10
    assert Question.objects.count() == 1


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


def test_text_too_large_to_read_is_told_to_go_back(client):
    response = client.post(
        ASK, b"text=" + b"a" * 13 * 1024 * 1024, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    assert "Press Back in your browser" in text_of(response)


def test_vanished_topic_leaves_the_rest(client):
    response = client.post(ASK, answers(topic="4711"))

    assert response.context["form"].errors == {
        "topic": [
            "Choose a topic from the list, or “I am not sure”. "
            "The one you chose is no longer there."
        ]
    }
    assert typed_in(response)["text"] == "My shoulder clicks when I lift my arm. Should I rest it?"


def test_page_open_for_too_long_gives_the_words_back():
    strict = Client(enforce_csrf_checks=True)
    sent = answers(agrees="on", asker_email="robin(at)")

    response = strict.post(ASK, sent)

    shown = typed_in(response)
    assert response.status_code == 403
    assert "Your page was open for a long time." in text_of(response)
    assert "There is a problem" not in text_of(response)
    assert shown["text"] == sent["text"]
    assert shown["asker_email"] == "robin(at)"
    assert shown["agrees"] is True
    assert shown["submission_key"] == sent["submission_key"]
    assert Question.objects.count() == 0


def test_page_open_for_too_long_can_be_sent_once_more():
    strict = Client(enforce_csrf_checks=True)
    sent = answers()
    shown = strict.post(ASK, sent)

    response = strict.post(ASK, {**sent, "csrfmiddlewaretoken": str(shown.context["csrf_token"])})

    assert (response.status_code, response.url) == (302, RECEIVED)


def test_other_pages_without_a_token_are_forbidden():
    response = Client(enforce_csrf_checks=True).post(reverse("admin:login"), {})

    assert response.status_code == 403


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_stored_question_is_confirmed_while_the_database_is_away(client, away):
    place = client.post(ASK, answers()).url
    away()

    response = client.get(place)

    assert response.status_code == 200
    assert "Thank you. We have your question." in text_of(response)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_question_is_kept_on_the_page_while_the_database_is_away(client, away):
    Organization.objects.update(phone="(503) 555-0100")
    client.get(form_page())
    away()

    response = client.post(ASK, answers(asker_name="Neil & <Co>"))

    html = text_of(response)
    assert response.status_code == 503
    assert "Your question is not sent yet." in html
    assert "My shoulder clicks when I lift my arm. Should I rest it?</textarea>" in html
    assert 'name="asker_name" value="Neil &amp; &lt;Co&gt;"' in html
    assert "(503) 555-0100" in html


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_ask_page_says_sorry_while_the_database_is_away(client, away):
    cache.clear()
    away()

    response = client.get(form_page())

    assert response.status_code == 503
    assert "Please try again in a few minutes." in text_of(response)
    assert "<form" not in text_of(response)


def test_question_that_could_not_be_confirmed_is_not_kept(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE qa_notice RENAME COLUMN sent_at TO gone")

    client.raise_request_exception = False
    response = client.post(ASK, answers())

    assert response.status_code == 500
    assert Question.objects.count() == 0


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
