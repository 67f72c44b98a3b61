"""Between the form and sending: help for what may not wait, and a last look."""

import pytest
from django.test import Client

from clinics.models import Organization
from qa.forms import no_signs_token, warned_token
from qa.models import Question
from tests import factories
from tests.qa.asker import main_of, text_of
from tests.qa.asking import ASK, BEGIN, CHECK, RECEIVED, SIMILAR, answers, kept_in, typed_in

pytestmark = pytest.mark.django_db

CHANGE = "/ask/change/"
URGENT = "Since last night I am numb between my legs and cannot hold my pee."
CRISIS = "My back hurts so much that I want to kill myself."


def test_form_leads_to_a_last_look_and_stores_nothing(client):
    sent = answers(agrees="on", asker_name="")

    response = client.post(CHECK, sent)

    html = main_of(response)
    assert response.status_code == 200
    assert "Check your question, then send it" in html
    assert "My shoulder clicks when I lift my arm. Should I rest it?</dd>" in html
    assert '<span class="check__nothing">Not provided</span>' in html
    assert kept_in(response) == {**sent, "agrees": "on"}
    assert Question.objects.count() == 0


def test_last_look_is_sent_as_it_was_typed(client):
    checked = client.post(CHECK, answers(text="First line\r\n\r\n“Second” & <third>"))

    response = client.post(ASK, kept_in(checked))

    assert (response.status_code, response.url) == (302, RECEIVED)
    assert Question.objects.get().text == "First line\n\n“Second” & <third>"


def test_last_look_asks_about_a_likely_slip_and_lets_it_pass(client):
    sent = answers(asker_email="robin@gmial.com")

    html = main_of(client.post(CHECK, sent))
    response = client.post(ASK, sent)

    assert "You wrote <strong>robin@gmial.com</strong>. Did you mean" in html
    assert ">Yes, use robin@gmail.com</button>" in html
    assert (response.url, Question.objects.get().asker_email) == (RECEIVED, "robin@gmial.com")


def test_last_look_asks_nothing_about_an_address_that_looks_right(client):
    assert "Did you mean" not in main_of(client.post(CHECK, answers()))


def test_last_look_is_not_taken_before_what_is_missing_is_there(client):
    response = client.post(CHECK, answers(asker_email="robin(at)"))

    assert "<title>Error: " in text_of(response)
    assert list(response.context["form"].errors) == ["asker_email"]


@pytest.mark.parametrize("address", [CHECK, CHANGE])
def test_no_step_is_taken_before_the_signs_were_read(client, address):
    response = client.post(address, answers(passed="forged"))

    assert "Before you write to us" in text_of(response)
    assert kept_in(response)["text"] == answers()["text"]


@pytest.mark.parametrize("address", [CHECK, CHANGE, "/ask/signs/"])
def test_step_without_words_leads_to_the_beginning(client, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (302, ASK)


@pytest.mark.parametrize("address", [CHECK, CHANGE, ASK, BEGIN, "/ask/signs/", SIMILAR])
def test_pages_with_words_are_kept_by_nobody(client, address):
    response = client.post(address, answers(text=URGENT, asker_email=""))

    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "strict-origin"


def test_form_can_be_changed_at_one_place(client):
    sent = answers(agrees="on")

    response = client.post(CHANGE, {**sent, "change": "asker_email"})

    form = response.context["form"]
    focused = [name for name, field in form.fields.items() if "autofocus" in field.widget.attrs]
    assert focused == ["asker_email"]
    assert form.errors == {}
    shown = typed_in(response)
    assert {name: shown[name] or "" for name in sent} == {
        **sent,
        "agrees": True,
        "is_adult": True,
        "consent_edition": 1,
    }


@pytest.mark.parametrize("address", [CHECK, CHANGE])
def test_page_open_for_too_long_keeps_the_words_at_every_step(address):
    response = Client(enforce_csrf_checks=True).post(address, answers(asker_email="robin(at)"))

    assert response.status_code == 403
    assert "Nothing is lost." in text_of(response)
    assert typed_in(response)["text"] == answers()["text"]


def test_last_look_open_for_too_long_is_shown_again():
    sent = answers(agrees="on")

    response = Client(enforce_csrf_checks=True).post(ASK, sent)

    assert response.status_code == 403
    assert "Check your question, then send it" in text_of(response)
    assert kept_in(response) == sent


def test_words_that_wait_for_the_list_go_on_with_the_new_pass(client):
    signs = client.post(ASK, answers(passed="expired"))

    checked = client.post("/ask/signs/", {**kept_in(signs), "signs": "no"})

    token = kept_in(checked)["passed"]
    assert f'data-return="/ask/?passed={token}"' in text_of(checked)
    assert client.post(ASK, kept_in(checked)).url == RECEIVED


# Warning signs in the words


def test_words_with_a_warning_sign_are_met_with_what_to_do_now(client):
    Organization.objects.update(phone="(503) 555-0100")

    response = client.post(CHECK, answers(text=URGENT))

    html = main_of(response)
    assert "Please read this before you go on" in html
    for link in ["tel:911", "tel:988", "sms:988", "tel:503-555-0100"]:
        assert f'href="{link}"' in html
    assert kept_in(response)["text"] == URGENT
    assert Question.objects.count() == 0


def test_words_about_ending_ones_life_are_met_with_the_crisis_line_first(client):
    html = main_of(client.post(CHECK, answers(text=CRISIS)))

    assert 0 < html.index("tel:988") < html.index("tel:911")


@pytest.mark.parametrize(
    "words", ["cauda", "fracture", "suicid", "you are fine", "nothing serious"]
)
def test_interruption_says_neither_what_somebody_has_nor_that_all_is_well(client, words):
    html = main_of(client.post(CHECK, answers(text=URGENT)))

    assert words not in html.replace(URGENT, "").lower()


def test_interruption_comes_once(client):
    warned = client.post(CHECK, answers(text=URGENT))

    response = client.post(CHECK, kept_in(warned))

    assert "Check your question, then send it" in text_of(response)


def test_interruption_cannot_be_left_out(client):
    response = client.post(ASK, answers(text=URGENT, warned="forged"))

    assert "Please read this before you go on" in text_of(response)
    assert Question.objects.count() == 0


def test_question_with_a_warning_sign_can_be_sent_and_waits_at_the_top(client):
    factories.question()
    client.post(ASK, answers(text=URGENT, warned=warned_token()))

    first = Question.objects.waiting()[0]
    assert (first.text, first.has_warning_signs) == (URGENT, True)


def test_pass_for_the_list_is_no_proof_that_the_interruption_was_read(client):
    client.post(ASK, answers(text=URGENT, warned=no_signs_token()))

    assert Question.objects.count() == 0
