"""What the private page of a question says, and where none of it may be kept."""

import datetime as dt

import pytest
from django.utils import timezone

from clinics.models import Organization
from qa.promise import due_on
from tests import factories
from tests.qa.asker import heading, known, text_of
from tests.qa.questions import (
    answered_privately,
    being_answered,
    declined,
    in_review,
    published,
    quarantined,
    taken_down,
    withdrawn,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (factories.question, "We have your question"),
        (being_answered, "Your answer is being written"),
        (in_review, "Your answer is being checked"),
        (published, "Your question is answered"),
        (taken_down, "The answer is not public any more"),
        (answered_privately, "Your question is answered"),
        (declined, "We cannot answer this here"),
        (withdrawn, "You took your question back"),
        (quarantined, "We put your message aside"),
    ],
)
def test_status_page_says_where_the_question_stands(make, expected):
    question = make()

    response = known(question).get(question.get_status_url())

    assert response.status_code == 200
    assert heading(response) == expected


def test_status_page_links_to_the_published_answer():
    question = published()

    response = known(question).get(question.get_status_url())

    assert f'href="{question.answer.get_absolute_url()}"' in text_of(response)


def test_status_page_does_not_link_to_an_answer_that_is_gone():
    question = taken_down()

    response = known(question).get(question.get_status_url())

    assert question.answer.get_absolute_url() not in text_of(response)


def test_status_page_shows_the_private_answer_with_the_disclaimer():
    question = answered_privately()

    html = text_of(known(question).get(question.get_status_url()))

    assert "Walk a little every day." in html
    assert 'id="disclaimer"' in html


def test_status_page_says_what_to_do_instead():
    question = declined()

    html = text_of(known(question).get(question.get_status_url()))

    assert "It needs a physician or urgent care." in html
    assert "Please see a physician." in html


def test_status_page_of_an_unpublished_draft_shows_none_of_it():
    question = being_answered()
    factories.write(question.answer.open_revision, body="<p>Canary draft</p>")

    assert "Canary" not in text_of(known(question).get(question.get_status_url()))


def test_status_page_of_a_question_taken_back_shows_no_words_of_it():
    question = withdrawn()

    assert question.text not in text_of(known(question).get(question.get_status_url()))


def test_status_page_shows_markup_as_text():
    question = factories.question(text="<script>alert(1)</script>")

    assert "<script>" not in text_of(known(question).get(question.get_status_url()))


def test_status_page_says_when_the_answer_comes():
    Organization.objects.update(answer_promise_days=3)
    question = factories.question()
    due = due_on(timezone.localdate(question.received_at), 3)

    html = text_of(known(question).get(question.get_status_url()))

    assert f"you hear from us by e-mail by {due:%A, %B} {due.day}." in html


def test_status_page_says_sorry_when_the_answer_is_late():
    question = factories.question(received_at=timezone.now() - dt.timedelta(days=30))

    html = text_of(known(question).get(question.get_status_url()))

    assert "It takes longer than we promised, and we are sorry." in html


@pytest.mark.parametrize(("page", "policy"), [("", "no-referrer"), ("take-back/", "strict-origin")])
def test_status_pages_are_kept_out_of_caches_searches_and_referrers(page, policy):
    question = factories.question()

    response = known(question).get(question.get_status_url() + page)

    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == policy
    assert "canonical" not in text_of(response)


def test_status_page_asking_for_the_address_is_kept_out_of_caches_too(client):
    response = client.get(factories.question().get_status_url())

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("page", ["", "take-back/"])
def test_wrong_links_lead_nowhere(client, page):
    factories.question()

    assert client.get(f"/ask/status/wrong/{page}").status_code == 404
    assert client.post(f"/ask/status/wrong/{page}").status_code == 404
