"""Django's own change pages: an error says where it is and what to do, and no word is lost."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.html import strip_tags

from clinics.models import Organization
from tests import factories
from tests.desk import log_in, log_in_manager

pytestmark = pytest.mark.django_db


def complaints(response) -> list[str]:
    """The lines above the form."""
    box = response.content.decode().partition("data-refused>")[2].partition("</div>")[0]
    return [strip_tags(line).strip() for line in re.findall(r"<li>(.*?)</li>", box, re.S)]


def test_page_says_field_by_field_what_to_do(client):
    factories.topic(slug="knee")
    log_in_manager(client)

    response = client.post(
        reverse("admin:qa_topic_add"), {"name": "", "slug": "knee", "position": "two"}
    )

    assert complaints(response) == [
        "Name: Fill this in.",
        "Last part of its address: Choose another; this one is taken.",
        "Position: Write a whole number in digits.",
    ]
    page = response.content.decode()
    assert 'href="#id_position"' in page
    assert "Error: New topic" in page


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"booking_url": "our page"}, "Booking page: Write the whole address, such as https://"),
        ({"slug": "über uns"}, "Last part of its address: Write letters without accents"),
        ({"latitude": "91"}, "Latitude: Write 90 or less."),
        ({"latitude": "north"}, "Latitude: Write a number in digits, such as 45.5."),
        ({"state": "Oregon"}, "State: Shorten it to 2 characters; it has 6."),
    ],
)
def test_what_cannot_be_read_is_asked_for_in_other_words(client, typed, complaint):
    log_in_manager(client)

    found = complaints(client.post(reverse("admin:clinics_clinic_add"), {**rows("hours"), **typed}))

    assert [line for line in found if line.startswith(complaint)] != []


def test_words_of_a_form_of_the_desk_say_more(client):
    log_in(client)

    found = complaints(client.post(reverse("admin:qa_passage_add"), {"title": "", "body": ""}))

    assert found == [
        "Title: Say what the passage is for.",
        "Words: Write the words of the passage.",
    ]


def rows(name: str, **values) -> dict[str, object]:
    """One row of those that belong to an object."""
    typed = {f"{name}-0-{field}": value for field, value in values.items()}
    return {f"{name}-TOTAL_FORMS": 1, f"{name}-INITIAL_FORMS": 0, **typed}


def test_page_says_in_which_row_something_is_missing(client):
    log_in_manager(client)
    group = Organization.objects.get()
    address = reverse("admin:clinics_organization_change", args=[group.pk])

    response = client.post(
        address, {"name": "Alder", **rows("links", label="Jobs", url="jobs", position="0")}
    )

    assert "Link 1, place: Fill this in." in complaints(response)
    assert any(
        line.startswith("Link 1, address: Start the address") for line in complaints(response)
    )
    assert 'value="Jobs"' in response.content.decode()


def test_days_and_times_are_chosen_as_the_browser_knows(client):
    log_in_manager(client)

    clinic = client.get(reverse("admin:clinics_clinic_add")).content.decode()
    therapist = client.get(reverse("admin:clinics_therapist_add")).content.decode()

    assert clinic.count('type="time"') == 4  # A row, and the one that is added by a press.
    assert therapist.count('type="date"') == 1


def test_own_password_is_asked_for_in_the_words_of_the_desk(client):
    log_in_manager(client)

    response = client.post(reverse("admin:password_change"), {})

    assert complaints(response) == [
        "Your password of today: Fill this in.",
        "New password: Fill this in.",
        "The new password once more: Fill this in.",
    ]
    page = response.content.decode()
    assert "<h1>Change your password</h1>" in page
    assert "theme-toggle" not in page


def test_login_without_a_password_is_no_choice_and_no_hash_is_shown(client):
    log_in_manager(client)
    user = factories.user()
    page = reverse("admin:auth_user_password_change", args=[user.pk])

    response = client.post(page, {"usable_password": "false", "unset-password": "1"})

    assert complaints(response) == [
        "Password: Fill this in.",
        "The password once more: Fill this in.",
    ]
    assert User.objects.get(pk=user.pk).has_usable_password() is True
    shown = client.get(reverse("admin:auth_user_change", args=[user.pk])).content.decode()
    assert ("Set a new password" in shown, "algorithm" in shown) == (True, False)
