import datetime as dt

import pytest
import time_machine
from django.test import Client

from clinics.models import Organization
from qa.forms import no_signs_token
from qa.models import Question, WarningSign
from tests.qa.asker import main_of, text_of
from tests.qa.asking import ASK, BEGIN, RECEIVED, answers, kept_in, typed_in

pytestmark = pytest.mark.django_db

SIGNS = "/ask/signs/"
HELP = "/ask/help-now/"


def test_signs_are_asked_before_anything_can_be_written(client):
    html = text_of(client.get(ASK))

    assert "Before you write to us" in html
    assert "<textarea" not in html


def test_signs_page_shows_every_sign_under_its_area(client):
    WarningSign.objects.all().delete()
    WarningSign.objects.create(area="Back", text="Numb between the legs", source="A card")
    WarningSign.objects.create(area="Back", text="Old wording", source="A card", is_shown=False)

    html = text_of(client.get(ASK))

    assert '<h2 class="signs__area">Back</h2> <ul><li>Numb between the legs</li></ul>' in html
    assert "Old wording" not in html


def test_first_list_names_its_sources():
    assert WarningSign.objects.count() > 20
    assert WarningSign.objects.filter(source="").count() == 0


def test_nobody_claims_that_a_clinician_approved_the_first_list():
    assert WarningSign.objects.exclude(approved_on=None).count() == 0


def test_no_sign_leads_to_the_form(client):
    response = client.post(SIGNS, {"signs": "no"}, follow=True)

    assert "<textarea" in text_of(response)


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_sign_leads_to_help(client, answer):
    Organization.objects.update(phone="(503) 555-0100")

    response = client.post(SIGNS, {"signs": answer}, follow=True)

    html = text_of(response)
    assert response.redirect_chain == [(HELP, 302)]
    assert "<form" not in html.partition("<main")[2]
    assert 'href="tel:911"' in html
    assert 'href="tel:988"' in html
    assert 'href="tel:503-555-0100"' in html


def test_signs_page_wants_an_answer(client):
    response = client.post(SIGNS, {})

    assert "<title>Error: " in text_of(response)
    assert response.context["form"].errors == {
        "signs": ["Choose whether any of these fit right now."]
    }


@pytest.mark.parametrize("passed", ["", "forged", "Im5vbmUi:1tTTTT:forged"])
def test_question_is_not_received_before_the_signs_were_read(client, passed):
    response = client.post(ASK, answers(passed=passed))

    assert "Before you write to us" in text_of(response)
    assert Question.objects.count() == 0


def test_form_is_not_opened_with_a_forged_pass(client):
    assert "<textarea" not in text_of(client.get(ASK, {"passed": "forged"}))


def test_pass_holds_for_a_day(client):
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        passed = no_signs_token()

    with time_machine.travel(dt.datetime(2026, 3, 2, 11, 59, tzinfo=dt.UTC), tick=False):
        within = client.get(ASK, {"passed": passed})
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, 1, tzinfo=dt.UTC), tick=False):
        later = client.get(ASK, {"passed": passed})

    assert "<textarea" in text_of(within)
    assert "<textarea" not in text_of(later)


def test_words_typed_before_the_signs_were_read_are_kept(client):
    sent = answers(passed="", agrees="on")
    signs = client.post(ASK, sent)

    form = client.post(SIGNS, {**kept_in(signs), "signs": "no"})

    shown = typed_in(form)
    assert "What you typed is still here." in text_of(form)
    assert shown["text"] == sent["text"]
    assert shown["agrees"] is True
    assert shown["submission_key"] == sent["submission_key"]


def test_words_typed_before_the_signs_were_read_can_be_sent(client):
    sent = answers(passed="")
    signs = client.post(ASK, sent)
    form = client.post(SIGNS, {**kept_in(signs), "signs": "no"})

    response = client.post(ASK, {**sent, "passed": typed_in(form)["passed"]})

    assert (response.status_code, response.url) == (302, RECEIVED)
    assert Question.objects.count() == 1


def test_words_of_somebody_with_a_sign_are_not_kept(client):
    signs = client.post(ASK, answers(passed=""))

    response = client.post(SIGNS, {**kept_in(signs), "signs": "yes"}, follow=True)

    assert "shoulder" not in text_of(response)
    assert Question.objects.count() == 0


def test_signs_page_open_for_too_long_keeps_the_words():
    response = Client(enforce_csrf_checks=True).post(SIGNS, {**answers(), "signs": "no"})

    assert response.status_code == 200
    assert kept_in(response)["text"] == answers()["text"]


def test_help_page_is_kept_out_of_caches_and_searches(client):
    response = client.get(HELP)

    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_only_the_first_page_of_the_journey_is_listed(client):
    first, form = client.get(ASK), client.get(ASK, {"passed": no_signs_token()})

    assert (first["X-Robots-Tag"], form["X-Robots-Tag"]) == ("all", "noindex")


@pytest.mark.parametrize(
    ("answer", "leads_to"), [("yes", "/ask/help-now/"), ("no", "/ask/?passed=")]
)
def test_whoever_blocks_cookies_gets_on_from_the_list(answer, leads_to):
    response = Client(enforce_csrf_checks=True).post("/ask/signs/", {"signs": answer})

    assert response.status_code == 302
    assert response.url.startswith(leads_to)


# From a search to the form


def test_words_of_a_search_come_along_into_the_form(client):
    found = client.get("/search/?q=elbow on the moon")
    assert 'name="text" value="elbow on the moon"' in main_of(found)

    signs = client.post(BEGIN, {"text": "elbow on the moon"})
    form = client.post("/ask/signs/", {**kept_in(signs), "signs": "no"})

    assert typed_in(form)["text"] == "elbow on the moon"
    assert form.context["form"].errors == {}


def test_search_page_sets_no_cookie_for_that(client):
    assert "Set-Cookie" not in client.get("/search/?q=elbow").headers


def test_words_of_a_search_are_taken_without_a_cookie():
    response = Client(enforce_csrf_checks=True).post(BEGIN, {"text": "elbow"})

    assert response.status_code == 200
    assert "Before you write to us" in text_of(response)


def test_words_of_a_search_go_nowhere_when_there_is_a_sign(client):
    signs = client.post(BEGIN, {"text": "elbow on the moon"})

    response = client.post("/ask/signs/", {**kept_in(signs), "signs": "unsure"})

    assert (response.status_code, response.url) == (302, HELP)
