"""Answers that are there already, offered before a question is sent."""

import datetime as dt

import pytest
from django.test import Client

from qa.models import AnsweredCount, Question, SearchCount
from tests import factories
from tests.qa.asker import main_of, text_of
from tests.qa.asking import CHECK, SIMILAR, answers, kept_in

pytestmark = pytest.mark.django_db

ANSWERED = "/ask/answered/"


@pytest.fixture
def shoulder():
    return factories.published_answer(
        title="Why does my shoulder click when I lift my arm?",
        edited_question="My shoulder clicks. Should I rest it?",
    )


def test_answers_that_are_there_already_are_offered_before_sending(client, shoulder):
    response = client.post(CHECK, answers())

    html = main_of(response)
    assert "Maybe this is answered already" in html
    assert f'href="{shoulder.get_absolute_url()}"' in html
    assert kept_in(response)["text"] == answers()["text"]


def test_asking_anyway_keeps_every_word(client, shoulder):
    sent = answers(agrees="on")
    offered = client.post(CHECK, sent)

    response = client.post(CHECK, kept_in(offered))

    assert "Check your question, then send it" in text_of(response)
    assert kept_in(response) == {**sent, "seen_answers": "on"}


def test_no_more_than_three_answers_are_offered(client):
    for n in range(5):
        factories.published_answer(title=f"Why does my shoulder click when I lift it {n}?")

    response = client.post(CHECK, answers())

    assert len(response.context["answers"]) == 3


def test_what_is_not_published_is_not_offered(client, shoulder):
    shoulder.withdraw()
    factories.draft(title="Why does my shoulder click when I lift my arm?")

    assert "Check your question, then send it" in text_of(client.post(CHECK, answers()))


def test_answers_are_found_while_typing(client, shoulder):
    response = client.post(SIMILAR, {"text": "my shoulder clicks when"})

    html = text_of(response)
    assert f'href="{shoulder.get_absolute_url()}"' in html
    assert "<html" not in html


@pytest.mark.parametrize("text", ["", "my shoulder", "zzzz qqqq xxxx"])
def test_nothing_is_offered_for_too_little(client, shoulder, text):
    assert text_of(client.post(SIMILAR, {"text": text})) == ""


def test_typed_words_are_not_counted_as_a_search(client, shoulder):
    client.post(SIMILAR, {"text": "my shoulder clicks when"})

    assert SearchCount.objects.count() == 0


def test_typed_words_are_looked_up_in_no_address(client):
    assert client.get(SIMILAR, {"text": "my shoulder clicks"}).status_code == 405


def test_question_answered_beforehand_is_counted_and_not_stored(client, shoulder):
    for _ in range(2):
        response = client.post(ANSWERED, {"answer": shoulder.slug})

    counts = AnsweredCount.objects.values_list("answer", "times")
    assert (response.status_code, response.url) == (302, ANSWERED)
    assert list(counts) == [(shoulder.pk, 2)]
    assert Question.objects.count() == 0


def test_days_are_counted_apart(shoulder):
    for day in [1, 2, 2]:
        AnsweredCount.objects.count_one(shoulder, dt.date(2026, 3, day))

    counts = AnsweredCount.objects.order_by("counted_on").values_list("counted_on", "times")
    assert list(counts) == [(dt.date(2026, 3, 1), 1), (dt.date(2026, 3, 2), 2)]


def test_count_holds_nothing_about_anybody():
    assert {field.name for field in AnsweredCount._meta.get_fields()} == {
        "id",
        "answer",
        "counted_on",
        "times",
    }


@pytest.mark.parametrize("slug", ["", "none", "\x00"])
def test_answer_that_is_not_public_is_not_counted(client, slug):
    assert client.post(ANSWERED, {"answer": slug}).status_code == 404
    assert AnsweredCount.objects.count() == 0


def test_farewell_is_kind_even_after_a_long_time(shoulder):
    response = Client(enforce_csrf_checks=True).post(ANSWERED, {"answer": shoulder.slug})

    assert (response.status_code, response.url) == (302, ANSWERED)
