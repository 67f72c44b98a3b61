"""How an asker has everything erased, and what is said of it afterwards."""

import pytest
from django.conf import settings

from qa.models import Notice, Question
from tests import factories
from tests.qa.asker import heading, known, page, sent, text_of
from tests.qa.questions import answered_privately, being_answered, declined, in_review, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "make", [factories.question, being_answered, in_review, published, answered_privately, declined]
)
def test_erased_question_says_so_and_is_gone(make):
    question = make()

    response = known(question).post(page(question, "erase/"), follow=True)

    assert (response.status_code, heading(response)) == (410, "Everything is erased")
    assert response["Cache-Control"] == "no-store"
    assert Question.objects.count() == 0


@pytest.mark.parametrize(("years", "said"), [(6, "for 6 years."), (1, "for 1 year.")])
def test_pages_say_how_long_a_consent_is_kept_as_it_is_set(client, monkeypatch, years, said):
    monkeypatch.setitem(settings.KEEP, "record_years", years)
    question = factories.question(agrees=True)

    pages = [known(question).get(page(question, "erase/")), client.get("/privacy/")]

    assert [said in text_of(response) for response in pages] == [True, True]


def test_erased_page_is_gone_for_the_public(client):
    question = published()
    address = question.answer.get_absolute_url()

    known(question).post(page(question, "erase/"))

    assert client.get(address).status_code == 410


def test_erased_letter_keeps_the_address_until_it_is_sent_and_no_longer():
    question = factories.question(asker_email="kim@example.com")
    token = question.status_token
    known(question).post(page(question, "erase/"))
    waiting = Notice.objects.get().own_address

    [letter] = sent()

    assert (waiting, Notice.objects.get().own_address) == ("kim@example.com", None)
    assert (letter.to, letter.subject) == (["kim@example.com"], "Your message is erased")
    assert token not in letter.message().as_string()


def test_old_link_of_an_erased_question_says_that_it_is_gone(client):
    question = factories.question()
    question.erase(is_asked_for=False)

    response = client.get(question.get_status_url())

    assert response.status_code == 410
    assert "We promised to keep your question for a limited time only." in text_of(response)
