"""A question is stored once, however often and from wherever it is sent."""

import threading

import pytest
from django.db import connections
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from qa.models import Question
from tests.qa.asker import text_of
from tests.qa.asking import ASK, RECEIVED, answers, typed_in

pytestmark = pytest.mark.django_db


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
