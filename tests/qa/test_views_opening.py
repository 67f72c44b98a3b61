"""Who opens the private page of a question, and how it is closed again on a device."""

import pytest
from django.test import Client

from clinics.models import Organization
from qa.models import WrongTry
from tests import factories
from tests.qa.asker import heading, known, text_of
from tests.qa.questions import answered_privately

pytestmark = pytest.mark.django_db


def test_status_page_asks_a_new_device_for_the_address_first(client):
    question = answered_privately()

    response = client.get(question.get_status_url())

    assert heading(response) == "Your private page"
    assert "Walk a little" not in text_of(response)
    assert question.text not in text_of(response)
    assert question.asker_email not in text_of(response)


def test_status_page_opens_for_the_address_that_was_used(client):
    question = factories.question(asker_email="Robin@example.com")

    response = client.post(
        question.get_status_url(), {"asker_email": " robin@EXAMPLE.com "}, follow=True
    )

    assert response.redirect_chain == [(question.get_status_url(), 302)]
    assert question.text in text_of(response)


def test_status_page_stays_closed_for_another_address(client):
    question = factories.question()

    client.post(question.get_status_url(), {"asker_email": "kim@example.com"})
    response = client.get(question.get_status_url())

    assert question.text not in text_of(response)


def test_status_page_says_what_is_wrong_with_the_address(client):
    response = client.post(
        factories.question().get_status_url(), {"asker_email": "kim@example.com"}
    )

    assert response.context["form"].errors == {
        "asker_email": [
            "Write the address you gave when you sent your question; this is another one."
        ]
    }


def test_status_page_that_knows_one_question_does_not_open_another():
    mine, other = factories.question(), factories.question(text="Canary text")

    response = known(mine).get(other.get_status_url())

    assert "Canary" not in text_of(response)


def test_status_page_closes_after_five_wrong_addresses(client):
    Organization.objects.update(phone="(503) 555-0100")
    question = factories.question()
    for n in range(5):
        client.post(question.get_status_url(), {"asker_email": f"kim{n}@example.com"})

    response = client.post(question.get_status_url(), {"asker_email": question.asker_email})

    assert response.status_code == 429
    assert heading(response) == "Please wait an hour"
    assert "tel:503-555-0100" in text_of(response)


def test_status_page_still_opens_for_the_address_after_it_was_forgotten(client):
    question = answered_privately()
    question.forget_contact()

    response = client.post(
        question.get_status_url(), {"asker_email": "robin@example.com"}, follow=True
    )

    assert "Walk a little every day." in text_of(response)


@pytest.mark.parametrize("email", ["", "kim@example.com"])
def test_status_page_without_an_address_opens_for_nobody_else(client, email):
    question = factories.question(asker_email=None)

    response = client.post(question.get_status_url(), {"asker_email": email})

    assert heading(response) == "Your private page"


def test_wrong_tries_are_counted_for_all_workers_and_tell_nothing(client):
    question = factories.question()
    client.post(question.get_status_url(), {"asker_email": "kim@example.com"})

    tries = WrongTry.objects.values_list("trace", flat=True)

    assert len(tries) == 2
    assert not any("127.0.0.1" in trace or question.status_token_hash in trace for trace in tries)


def test_wrong_tries_from_one_place_do_not_close_the_page_for_its_asker(client):
    question = factories.question()
    for n in range(30):
        client.post(
            question.get_status_url(),
            {"asker_email": f"kim{n}@example.com"},
            REMOTE_ADDR=f"2001:db8:1:2::{n:x}",
        )

    response = client.post(question.get_status_url(), {"asker_email": question.asker_email})
    assert response.status_code == 302


def test_wrong_tries_from_everywhere_close_the_page_for_an_hour(client):
    question = factories.question()
    for n in range(21):
        response = client.post(
            question.get_status_url(),
            {"asker_email": f"kim{n}@example.com"},
            REMOTE_ADDR=f"203.0.113.{n}",
        )

    assert heading(response) == "Please wait an hour"


def test_asker_is_remembered_only_until_the_browser_is_closed(client):
    question = factories.question()

    client.post(question.get_status_url(), {"asker_email": question.asker_email})

    [cookie] = client.cookies.values()
    assert cookie["max-age"] == ""
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_closed_page_asks_for_the_address_again_on_this_device_only():
    question = factories.question()
    here, elsewhere = known(question), known(question)

    response = here.post(f"{question.get_status_url()}close/")

    assert (response.status_code, response.url) == (302, "/ask/closed/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert heading(here.get(question.get_status_url())) == "Your private page"
    assert heading(elsewhere.get(question.get_status_url())) == "We have your question"


def test_closing_closes_every_private_page_that_this_device_opened():
    first, second = factories.question(), factories.question(text="Is running bad?")
    client = known(first)
    client.post(second.get_status_url(), {"asker_email": second.asker_email})

    client.post(f"{first.get_status_url()}close/")

    pages = [client.get(question.get_status_url()) for question in (first, second)]
    assert [heading(response) for response in pages] == ["Your private page"] * 2


def test_closing_works_on_a_page_that_was_open_for_long():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(f"{factories.question().get_status_url()}close/")

    assert response.url == "/ask/closed/"


def test_closing_works_on_a_page_that_has_moved_meanwhile():
    question = factories.question()
    client, old = known(question), question.get_status_url()
    question.move_to_address("kim@example.com")
    client.post(question.get_status_url(), {"asker_email": "kim@example.com"})

    assert client.post(f"{old}close/").status_code == 404
    assert heading(client.get(question.get_status_url())) == "Your private page"


def test_closing_is_no_link_and_says_nothing_about_a_question(client):
    question = factories.question()

    assert client.get(f"{question.get_status_url()}close/").status_code == 405
    closed = client.get("/ask/closed/")
    assert (closed["Cache-Control"], closed["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "/ask/status/" not in text_of(closed)
