"""What every page of a question promises to its asker, and whether the answer helped."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.html import escape

from clinics.models import Organization
from qa.models import Addition, AddressChange
from qa.urls import urlpatterns
from tests import factories
from tests.qa.asker import heading, known, page, text_of
from tests.qa.questions import answered_privately

pytestmark = pytest.mark.django_db

PAGES = ["add/", "address/", "keep/", "take-back/", "erase/"]

INPUT = re.compile(r"<input [^>]*>")

PRIVATE_PAGES = [
    pattern.name
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern) and "<token>" in str(pattern.pattern)
]

# An addition has a page of its own, and closing a page works in any case; both are tested apart.
PRESSED = sorted({*PRIVATE_PAGES} - {"question-add", "question-close"})


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_a_question_are_for_its_asker_alone(client, name, method):
    question = factories.question(text="Canary text")

    response = getattr(client, method)(
        page(question, name), {"text": "More.", "email": "kim@example.com"}
    )

    question.refresh_from_db()
    if method == "post" and name in {"add/", "address/"}:  # What was typed goes along.
        assert heading(response) == "Your private page"
    else:
        assert (response.status_code, response.url) == (302, question.get_status_url())
    assert "Canary" not in text_of(response)
    assert (question.status, question.may_be_published) == ("received", True)
    assert (Addition.objects.count(), AddressChange.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_question_are_kept_out_of_caches_searches_and_referrers(name):
    question = factories.question()

    response = known(question).get(page(question, name))

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("name", ["keep/", "take-back/", "erase/"])
def test_what_cannot_be_undone_is_asked_first(name):
    question = factories.question()

    html = text_of(known(question).get(page(question, name)))

    question.refresh_from_db()
    assert "Do you want" in html
    assert question.status == "received"


@pytest.mark.parametrize("name", PRESSED)
def test_press_without_a_token_does_nothing_and_says_how_to_go_on(name):
    Organization.objects.update(phone="(503) 555-0100")
    strict = Client(enforce_csrf_checks=True)
    question = factories.question()

    response = strict.post(reverse(name, args=[question.status_token]))

    html = text_of(response)
    back = response.context["back_to"]
    question.refresh_from_db()
    assert (response.status_code, heading(response)) == (403, "Please press the button once more")
    assert "allow cookies for this site" in html
    assert "tel:503-555-0100" in html
    assert known(question).get(back, follow=True).status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert (question.status, question.may_be_published) == ("received", True)


@pytest.mark.parametrize(
    ("name", "typed", "button"),
    [
        ("", {"asker_email": "robin@exam<ple.com"}, "Open my page"),
        ("address/", {"email": "new@exam<ple.com"}, "Send me the code"),
        ("code/", {"code": "1234 56<78"}, "Use the new address"),
    ],
)
def test_what_was_typed_without_a_token_is_kept_and_can_be_sent_once_more(name, typed, button):
    question = factories.question()
    AddressChange.objects.begin(question, "canary@example.com")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = known(question).cookies
    page_of_it = page(question, name)

    response = strict.post(page_of_it, typed)
    token = str(response.context["csrf_token"])
    again = strict.post(page_of_it, {**typed, "csrfmiddlewaretoken": token})

    html = text_of(response)
    [value] = typed.values()
    assert (response.status_code, response["Referrer-Policy"]) == (403, "strict-origin")
    assert (f'value="{escape(value)}"' in html, f">{button}</button>" in html) == (True, True)
    assert "robin@example.com" not in html
    assert "canary" not in html
    assert again.status_code == 200  # It was read, and it has an error.
    assert f'value="{escape(value)}"' in text_of(again)


ROBIN = "robin@exam<ple.com"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    ("name", "typed", "said", "button"),
    [
        ("", {"asker_email": ROBIN}, "open your page", "Open my page"),
        ("address/", {"email": "new@exam<ple.com"}, "take the new address", "Send me the code"),
        (
            "address/",
            {"asker_email": ROBIN, "email": "new@example.com"},
            "take the new address",
            "Send me the code",
        ),
        ("code/", {"code": "1234 56<78"}, "take the code", "Use the new address"),
        (
            "code/",
            {"asker_email": ROBIN, "code": "1234 56<78"},
            "take the code",
            "Use the new address",
        ),
    ],
)
def test_what_was_typed_while_the_database_is_away_can_be_sent_once_more(
    away, name, typed, said, button
):
    question = factories.question()
    AddressChange.objects.begin(question, "canary@example.com")
    asker = known(question)
    away()

    response = asker.post(page(question, name), typed)

    html = text_of(response)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "strict-origin"
    assert f"We could not {said} just now." in html
    assert f">{button}</button>" in html
    assert sent_by_form(html) == typed
    assert 'action="' not in html  # it goes to the page that it is on
    assert "canary" not in html


def sent_by_form(html: str) -> dict[str, str]:
    """What a press on the button sends, without the token."""
    fields = [dict(re.findall(r'([a-z]+)="([^"]*)"', field)) for field in INPUT.findall(html)]
    sent = {field["name"]: unescape(field.get("value", "")) for field in fields}
    return {name: value for name, value in sent.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("name", ["", "address/", "code/"])
def test_private_page_says_sorry_while_the_database_is_away(away, name):
    question = factories.question()
    asker = known(question)
    away()

    response = asker.get(page(question, name))

    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert "Please try again in a few minutes." in text_of(response)
    assert "<form" not in text_of(response)


@pytest.mark.parametrize("name", PRIVATE_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_link_is_not_found_and_not_kept(client, name, method):
    response = getattr(client, method)(reverse(name, args=["nobody-has-this"]))

    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


# Did it help?


@pytest.mark.parametrize(("press", "words"), [("yes", "We are glad"), ("no", "did not")])
def test_asker_says_whether_the_answer_helped(press, words, client):
    question = answered_privately()
    question.notices.create(kind="helped")

    response = known(question).post(page(question, "helped/"), {"helped": press}, follow=True)

    question.refresh_from_db()
    assert question.helped is (press == "yes")
    assert words in text_of(response)


def test_status_page_does_not_ask_before_our_letter():
    question = answered_privately()

    html = text_of(known(question).get(question.get_status_url()))

    assert "Did the answer help?" not in html


def test_question_without_an_answer_cannot_have_helped():
    question = factories.question()

    known(question).post(page(question, "helped/"), {"helped": "yes"})

    question.refresh_from_db()
    assert question.helped is None
