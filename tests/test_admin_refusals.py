"""What the desk refuses to whoever is in: a step by a link or without its token, another's page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.desk import POSTED, address, log_in, objects

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


@pytest.mark.parametrize("name", sorted(POSTED - {"logout"}))
def test_step_is_no_link(client, name):
    client.force_login(factories.user("manager", is_superuser=True))

    assert client.get(address(name, objects())).status_code == 405


@pytest.mark.parametrize("name", sorted(POSTED))
def test_step_needs_the_token_of_a_form(name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user("manager", is_superuser=True))

    assert client.post(address(name, objects())).status_code == 403


def test_page_of_another_role_tells_staff_whom_to_ask():
    client = Client()
    therapist = log_in(client)

    page = client.get(reverse("admin:auth_user_changelist")).content.decode()

    assert f"You are logged in as {therapist.user.username}, and this login does not" in page
    assert f'href="{reverse("admin:index")}">Back to the desk' in page
    assert "log in first" not in page


def test_form_without_its_token_says_that_nothing_was_done_and_what_to_do():
    client = Client(enforce_csrf_checks=True)
    log_in(client)

    page = client.post(address("qa_question_decline", objects())).content.decode()

    assert "so nothing was done. Press Back, copy what you typed, load that page anew" in page
    assert f'href="{reverse("admin:index")}">To the desk' in page
    assert "log in first" not in page


def test_form_of_a_stranger_is_refused_without_a_look_at_who_it_is(django_assert_num_queries):
    client = Client(enforce_csrf_checks=True)

    with django_assert_num_queries(2):  # the organization in the frame of the page
        response = client.post(reverse("home"))

    assert (response.status_code, [*response.cookies]) == (403, [])
    assert "nothing was done" in response.content.decode()
