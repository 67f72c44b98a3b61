"""A form that cannot be taken gives the words back, and says what to do."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from clinics.models import Organization
from qa.models import Question
from tests.qa.asker import text_of
from tests.qa.asking import ASK, RECEIVED, answers, form_page, typed_in

pytestmark = pytest.mark.django_db


def test_text_too_large_to_read_is_told_to_go_back(client):
    response = client.post(
        ASK, b"text=" + b"a" * 13 * 1024 * 1024, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    assert "Press Back in your browser" in text_of(response)


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
