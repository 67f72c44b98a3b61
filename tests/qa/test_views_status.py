import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from clinics.models import Organization
from qa.models import Notice, Question, WrongTry
from qa.promise import due_on
from tests import factories
from tests.qa.test_notifications import (
    answered_privately,
    being_answered,
    declined,
    published,
    quarantined,
    withdrawn,
)

pytestmark = pytest.mark.django_db


def in_review() -> Question:
    question = being_answered()
    factories.write(question.answer.open_revision).send_for_review()
    question.refresh_from_db()
    return question


def taken_down() -> Question:
    question = published()
    question.answer.withdraw()
    return question


def pointed_to() -> Question:
    """A question that ended with the page of another one."""
    question = factories.question()
    question.answer_with(factories.published_answer(), factories.user())
    return question


def known(question: Question) -> Client:
    """The browser of the asker, who gave the address before."""
    client = Client()
    client.post(question.get_status_url(), {"asker_email": question.asker_email})
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def heading(response) -> str:
    return text_of(response).partition("<h1>")[2].partition("</h1>")[0]


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


def test_asker_is_remembered_only_until_the_browser_is_closed(client):
    question = factories.question()

    client.post(question.get_status_url(), {"asker_email": question.asker_email})

    [cookie] = client.cookies.values()
    assert cookie["max-age"] == ""
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("page", ["", "take-back/"])
def test_wrong_links_lead_nowhere(client, page):
    factories.question()

    assert client.get(f"/ask/status/wrong/{page}").status_code == 404
    assert client.post(f"/ask/status/wrong/{page}").status_code == 404


@pytest.mark.parametrize("make", [factories.question, being_answered, answered_privately, declined])
def test_taking_back_ends_the_question_and_says_so_by_mail(make, jobs):
    question = make()

    response = known(question).post(question.get_status_url() + "take-back/", follow=True)

    question.refresh_from_db()
    assert heading(response) == "You took your question back"
    assert question.status == "withdrawn"
    assert [notice.kind for notice in question.notices.all()] == ["withdrawn"]
    assert [job["task_name"] for job in jobs.values()] == ["write_erasures", "send_notice"]


def test_taking_back_takes_the_public_page_down(client):
    question = published()
    address = question.answer.get_absolute_url()

    known(question).post(question.get_status_url() + "take-back/")

    assert client.get(address).status_code == 410


def test_taking_back_asks_first():
    question = factories.question()

    response = known(question).get(question.get_status_url() + "take-back/")

    question.refresh_from_db()
    assert heading(response) == "Do you want to take your question back?"
    assert question.status == "received"


@pytest.mark.parametrize("method", ["get", "post"])
def test_taking_back_is_for_the_asker_only(client, method):
    question = factories.question()

    getattr(client, method)(question.get_status_url() + "take-back/")

    question.refresh_from_db()
    assert question.status == "received"


def test_taking_back_twice_says_it_once(jobs):
    question = factories.question()
    asker = known(question)

    for _ in range(2):
        asker.post(question.get_status_url() + "take-back/")

    assert Notice.objects.count() == 1
    assert [job["task_name"] for job in jobs.values()] == ["write_erasures", "send_notice"]


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
