import json
import re

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.html import escape

from clinics.models import Organization
from qa.models import Addition, AddressChange, Notice, Question
from qa.outbox import call_staff, send_notice
from qa.urls import urlpatterns
from tests import factories
from tests.qa.test_asker_steps import pointed_to
from tests.qa.test_notifications import (
    answered_privately,
    being_answered,
    declined,
    published,
    quarantined,
)
from tests.qa.test_views_status import heading, in_review, known, taken_down, text_of

pytestmark = pytest.mark.django_db

PAGES = ["add/", "address/", "keep/", "take-back/", "erase/"]


def page(question: Question, name: str) -> str:
    return question.get_status_url() + name


def sent() -> list:
    """Send every letter that is owed; return the messages."""
    for notice in Notice.objects.owed().order_by("pk"):
        send_notice(notice_id=notice.pk)
    return mail.outbox


def calls_of_staff() -> list[dict[str, str]]:
    """What the worker was asked to tell the staff."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'call_staff'")
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor]


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


# Adding


def test_addition_is_shown_to_the_asker_and_at_the_desk(client, jobs):
    question = factories.question()
    asker = known(question)

    asker.post(page(question, "add/"), {"text": "It is worse at night."})

    client.force_login(factories.user())
    desk = client.get(f"/admin/qa/question/{question.pk}/change/")
    assert "It is worse at night." in text_of(asker.get(question.get_status_url()))
    assert "It is worse at night." in text_of(desk)
    assert jobs == {}


def test_addition_without_words_says_so():
    question = factories.question()

    response = known(question).post(page(question, "add/"), {"text": " "})

    assert response.context["form"].errors == {"text": ["Write what you would like to add."]}


def test_addition_that_is_too_long_is_kept_on_the_page():
    question = factories.question()
    text = "word " * 500

    response = known(question).post(page(question, "add/"), {"text": text})

    assert response.context["form"].errors == {"text": ["Shorten it to 2000 characters."]}
    assert text.strip() in text_of(response)


BEGUN = "Somebody has begun with your answer, so we cannot add to it."
ENDED = "Your question has come to its end, so we cannot add to it."


@pytest.mark.parametrize(
    ("make", "reason"),
    [(being_answered, BEGUN), (in_review, BEGUN), (declined, ENDED), (quarantined, ENDED)],
)
def test_addition_that_comes_too_late_is_kept_on_the_page(make, reason):
    Organization.objects.update(phone="(503) 555-0100")
    question = make()

    response = known(question).post(page(question, "add/"), {"text": "It is worse at night."})

    html = text_of(response)
    [notice] = re.findall(r'<div class="form-notice".*?<p>(.*?)</p>', html)
    call = 'Our phone: <a href="tel:503-555-0100">(503) 555-0100</a>.'
    assert notice == f"{reason} Call us with what is missing. {call}"
    assert response.context["form"]["text"].value() == "It is worse at night."
    assert response.context["form"].errors == {}
    assert Addition.objects.count() == 0


def test_addition_with_warning_signs_says_where_to_turn_and_tells_the_staff(jobs):
    question = factories.question()

    response = known(question).post(
        page(question, "add/"), {"text": "Since today I cannot feel my genitals."}
    )

    question.refresh_from_db()
    assert heading(response) == "We have added it. Please read this too."
    assert "tel:911" in text_of(response)
    assert question.has_warning_signs is True
    assert [job["args"]["kind"] for job in jobs.values()] == ["warning_signs"]


URGENT = "Since today I cannot feel my genitals."
DO_NOT_WAIT = "Please do not wait for our answer."


def test_addition_that_comes_too_late_still_says_where_to_turn_and_tells_the_staff(jobs):
    question = being_answered()

    response = known(question).post(page(question, "add/"), {"text": URGENT})

    question.refresh_from_db()
    assert DO_NOT_WAIT in text_of(response)
    assert f"{URGENT}</textarea>" in text_of(response)
    assert question.has_warning_signs is True
    assert [job["args"]["kind"] for job in jobs.values()] == ["warning_signs"]


def test_one_addition_too_many_still_says_where_to_turn(jobs):
    question = factories.question()
    for n in range(5):
        Addition.objects.add(question, f"Detail {n}", has_warning_signs=False)

    response = known(question).post(page(question, "add/"), {"text": URGENT})

    question.refresh_from_db()
    assert DO_NOT_WAIT in text_of(response)
    assert question.has_warning_signs is True


def test_addition_from_another_device_says_where_to_turn_before_it_asks_who(client):
    question = factories.question()

    response = client.post(page(question, "add/"), {"text": URGENT})

    assert DO_NOT_WAIT in text_of(response)


def test_addition_pressed_twice_tells_each_of_the_staff_once():
    question, asker = factories.question(), None
    factories.user("manager", email="manager@example.com")
    asker = known(question)

    for _ in range(2):
        asker.post(page(question, "add/"), {"text": "Since today I cannot feel my genitals."})

    calls = calls_of_staff()
    assert len({call["occasion"] for call in calls}) == 1
    for call in calls:
        call_staff(**call)
    assert Notice.objects.filter(kind="warning_signs").count() == 1


def test_addition_from_a_browser_that_forgot_who_it_is_loses_no_word(client):
    question = factories.question(asker_email="robin@example.com")
    text = "It is worse at night."

    asked = client.post(page(question, "add/"), {"text": text})
    wrong = client.post(page(question, "add/"), {"text": text, "asker_email": "a@example.com"})
    kept = [response.context["form"]["text"].value() for response in (asked, wrong)]
    before = Addition.objects.count()
    client.post(page(question, "add/"), {"text": text, "asker_email": "robin@example.com"})

    assert (kept, before) == ([text, text], 0)
    assert [addition.text for addition in question.additions.all()] == [text]
    assert text in text_of(client.get(question.get_status_url()))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_addition_is_kept_on_the_page_while_the_database_is_away(away):
    question = factories.question()
    asker = known(question)
    away()

    response = asker.post(page(question, "add/"), {"text": "It is worse\nat night & early."})

    html = response.content.decode()
    assert response.status_code == 503
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "It is not added yet." in html
    assert "It is worse\nat night &amp; early.</textarea>" in html
    assert f'action="{page(question, "add/")}"' in html
    assert "data-keep" not in html  # the script would carry the words into the form of a question


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_addition_of_somebody_who_says_who_they_are_is_kept_while_the_database_is_away(
    client, away
):
    question = factories.question()
    away()

    response = client.post(
        page(question, "add/"), {"text": "It is worse.", "asker_email": "robin@example.com"}
    )

    assert "It is worse.</textarea>" in text_of(response)
    assert 'name="asker_email" value="robin@example.com"' in text_of(response)


def test_addition_with_too_many_wrong_addresses_keeps_its_words_and_says_nothing_of_the_address(
    client,
):
    question = factories.question(asker_email="robin@example.com")
    for n in range(5):
        client.post(question.get_status_url(), {"asker_email": f"kim{n}@example.com"})

    right, wrong = (
        client.post(page(question, "add/"), {"text": "It is worse.", "asker_email": email})
        for email in ("robin@example.com", "kim@example.com")
    )

    assert (heading(right), right.status_code) == ("Please wait an hour", 429)
    assert right.context["form"]["text"].value() == "It is worse."
    assert 'name="text" value="It is worse."' in text_of(right)
    assert "<title>Error" not in text_of(right) + text_of(wrong)


def test_addition_without_a_token_comes_back_with_its_words():
    strict = Client(enforce_csrf_checks=True)
    question = factories.question()

    response = strict.post(page(question, "add/"), {"text": "It is worse at night."})

    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    assert "Your page was open for a long time." in text_of(response)
    assert response.context["form"]["text"].value() == "It is worse at night."
    assert Addition.objects.count() == 0


PRIVATE_PAGES = [
    pattern.name
    for pattern in urlpatterns
    if isinstance(pattern, URLPattern) and "<token>" in str(pattern.pattern)
]


# An addition has a page of its own, and closing a page works in any case; both are tested apart.
PRESSED = sorted({*PRIVATE_PAGES} - {"question-add", "question-close"})


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


def test_new_address_typed_on_a_device_that_is_not_known_any_more_is_kept(client):
    question = factories.question()

    asked = client.post(page(question, "address/"), {"email": "new@example.com"})
    wrong = {"email": "new@example.com", "asker_email": "kim@example.com"}
    refused = client.post(page(question, "address/"), wrong)
    right = {"email": "new@example.com", "asker_email": "robin@example.com"}
    done = client.post(page(question, "address/"), right)

    kept = '<input type="hidden" name="email" value="new@example.com"'
    assert [heading(response) for response in (asked, refused)] == ["Your private page"] * 2
    assert [kept in text_of(response) for response in (asked, refused)] == [True, True]
    assert "robin@example.com" not in text_of(asked) + text_of(refused)
    assert done.url == page(question, "code/")
    assert AddressChange.objects.get().email == "new@example.com"


def test_code_typed_on_a_device_that_is_not_known_any_more_is_kept(client):
    question = factories.question()
    change = AddressChange.objects.begin(question, "new@example.com")

    asked = client.post(page(question, "code/"), {"code": change.code})
    both = {"code": change.code, "asker_email": "robin@example.com"}
    done = client.post(page(question, "code/"), both, follow=True)

    question.refresh_from_db()
    assert f'<input type="hidden" name="code" value="{change.code}"' in text_of(asked)
    assert (question.asker_email, heading(done)) == ("new@example.com", "We have your question")


@pytest.mark.parametrize("name", PRIVATE_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_link_is_not_found_and_not_kept(client, name, method):
    response = getattr(client, method)(reverse(name, args=["nobody-has-this"]))

    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_adding_is_not_offered_once_somebody_answers():
    question = being_answered()

    html = text_of(known(question).get(question.get_status_url()))

    assert page(question, "add/") not in html


# Consent


def test_withdrawn_consent_takes_the_page_down_everywhere(client, jobs):
    question = published()
    address = question.answer.get_absolute_url()
    before = [text_of(client.get(path)).count(address) for path in ("/feed/", "/sitemap.xml")]

    response = known(question).post(page(question, "keep/"), follow=True)

    listed = ("/", "/answers/", "/feed/", "/sitemap.xml", "/search/?q=knee")
    assert all(before)
    assert client.get(address).status_code == 410
    assert [text_of(client.get(path)).count(address) for path in listed] == [0] * 5
    assert heading(response) == "Your question is answered"
    assert "Strong hips help the knee." in text_of(response)


def test_withdrawn_consent_is_confirmed_by_a_letter():
    question = factories.question()

    known(question).post(page(question, "keep/"))

    [letter] = sent()
    assert (letter.to, letter.subject) == (["robin@example.com"], "We did what you asked")
    assert question.get_status_url() in letter.body


@pytest.mark.parametrize("make", [answered_privately, declined])
def test_consent_is_not_offered_where_nothing_can_be_published(make):
    question = make()
    asker = known(question)

    assert page(question, "keep/") not in text_of(asker.get(question.get_status_url()))
    assert asker.get(page(question, "keep/")).status_code == 302


def test_consent_withdrawn_in_review_tells_the_therapist_that_the_draft_came_back():
    question = in_review()
    draft = question.answer.open_revision
    draft.author.user = factories.user(email="pt@example.com")
    draft.author.save()
    factories.user("manager", email="manager@example.com")

    known(question).post(page(question, "keep/"))

    for call in calls_of_staff():
        call_staff(**call)
    [notice] = Notice.objects.filter(staff__isnull=False)
    assert (notice.kind, notice.address) == ("returned", "pt@example.com")
    assert notice.path == f"/admin/qa/revision/{draft.pk}/change/"


def test_consent_page_does_not_promise_an_answer_that_is_down_already():
    question = taken_down()

    html = text_of(known(question).get(page(question, "keep/")))

    assert "We took the public page down before." in html
    assert "You keep the answer" not in html


def test_consent_page_says_what_happens_to_a_page_made_from_another_question():
    question = pointed_to()

    html = text_of(known(question).get(page(question, "keep/")))

    assert "question, and it stays" in html


# Erasing


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


# Another address


def test_new_address_gets_a_code_and_no_link():
    question = factories.question()

    known(question).post(page(question, "address/"), {"email": "new@example.com"})

    [letter] = sent()
    change = AddressChange.objects.get()
    assert letter.to == ["new@example.com"]
    assert change.code in letter.body
    assert question.status_token not in letter.message().as_string()
    assert Notice.objects.get().own_address is None


def test_code_makes_the_new_address_count_and_gives_the_page_a_new_link(client):
    question = factories.question(asker_email="old@example.com")
    asker, old_url = known(question), question.get_status_url()
    asker.post(page(question, "address/"), {"email": "new@example.com"})
    code = AddressChange.objects.get().code

    response = asker.post(page(question, "code/"), {"code": f"{code[:4]} {code[4:]}"}, follow=True)

    question.refresh_from_db()
    assert response.redirect_chain == [(question.get_status_url(), 302)]
    assert heading(response) == "We have your question"
    assert client.get(old_url).status_code == 404
    letters = {letter.to[0]: letter for letter in sent()}
    assert question.get_status_url() in letters["new@example.com"].body
    assert "/ask/status/" not in letters["old@example.com"].body
    assert Notice.objects.exclude(own_address=None).count() == 0


def test_wrong_code_changes_nothing_and_says_so():
    question = factories.question()
    asker = known(question)
    asker.post(page(question, "address/"), {"email": "new@example.com"})

    response = asker.post(page(question, "code/"), {"code": "123"})

    question.refresh_from_db()
    assert response.context["form"].errors == {
        "code": ["Write the eight digits from our letter; these are others."]
    }
    assert AddressChange.objects.get().wrong_tries == 1
    assert question.asker_email == "robin@example.com"


def test_same_address_is_not_changed():
    question = factories.question()

    response = known(question).post(page(question, "address/"), {"email": "ROBIN@example.com"})

    assert response.context["form"].errors == {
        "email": ["Write another address; we write to this one already."]
    }


def test_code_page_leads_back_where_no_code_is_awaited():
    question = factories.question()

    assert known(question).get(page(question, "code/")).status_code == 302


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


@pytest.mark.parametrize(("address", "most"), [("same@example.com", 3), ("other{}@example.com", 5)])
def test_codes_for_one_question_or_to_one_address_come_to_an_end(jobs, address, most):
    question = factories.question()
    asker = known(question)

    responses = [
        asker.post(page(question, "address/"), {"email": address.format(n)}) for n in range(7)
    ]

    assert [response.status_code for response in responses] == [302] * most + [429] * (7 - most)
    assert "Please wait a day, or call us." in text_of(responses[-1])
    assert responses[-1].context["form"]["email"].value() == address.format(6)
    assert len(jobs) == most


def test_code_pressed_twice_does_no_harm():
    question = factories.question(asker_email="kim@example.com")
    change = AddressChange.objects.begin(question, "new@example.com")
    asker = known(question)

    first, second = (asker.post(page(question, "code/"), {"code": change.code}) for _ in range(2))

    question.refresh_from_db()
    assert (first.status_code, question.asker_email) == (302, "new@example.com")
    assert heading(second) == "This page has moved"
    assert Notice.objects.filter(kind="address_changed").count() == 1
