"""What an asker adds to a question: it is kept, and a warning sign in it is never lost."""

import re

import pytest
from django.test import Client

from clinics.models import Organization
from qa.models import Addition, Notice
from qa.outbox import call_staff
from tests import factories
from tests.qa.asker import calls_of_staff, heading, known, page, text_of
from tests.qa.questions import being_answered, declined, in_review, quarantined

pytestmark = pytest.mark.django_db

URGENT = "Since today I cannot feel my genitals."
DO_NOT_WAIT = "Please do not wait for our answer."
BEGUN = "Somebody has begun with your answer, so we cannot add to it."
ENDED = "Your question has come to its end, so we cannot add to it."


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


@pytest.mark.parametrize(("before", "is_read"), [(4000, True), (400_000, False)])
def test_addition_that_does_not_fit_is_read_for_warning_signs_at_its_beginning(
    client, before, is_read
):
    question = factories.question()

    response = client.post(page(question, "add/"), {"text": f"{'word ' * (before // 5)}{URGENT}"})

    assert (DO_NOT_WAIT in text_of(response)) is is_read


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


def test_adding_is_not_offered_once_somebody_answers():
    question = being_answered()

    html = text_of(known(question).get(question.get_status_url()))

    assert page(question, "add/") not in html
