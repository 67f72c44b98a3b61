"""Who guesses passwords has to wait, and nobody else has."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.qa.login import FACTORS, audit, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser in which nobody has logged in."""
    return Client()


def lock(client, user, **more):
    for _ in range(5):
        response = type_password(client, user, "wrong", **more)
    return response


def test_lock_out_says_when_it_ends(client):
    user = factories.user()
    with time_machine.travel("2026-11-25 20:00:00 +0000", tick=False):
        response = lock(client, user)

    assert response.status_code == 429
    assert "You can try again at 12:15 PM" in response.content.decode()
    assert [row[0] for row in audit()] == ["login_failed"] * 4 + ["locked_out"]


def test_lock_out_holds_for_the_right_password_too(client):
    user = factories.user()
    lock(client, user)

    assert type_password(client, user).status_code == 429


def test_lock_out_ends_by_itself_although_somebody_goes_on_trying(client):
    user = factories.user()
    begin = timezone.now()
    with time_machine.travel(begin, tick=False):
        lock(client, user)
    with time_machine.travel(begin + dt.timedelta(minutes=14), tick=False):
        type_password(client, user, "wrong")
    with time_machine.travel(begin + dt.timedelta(minutes=16), tick=False):
        response = type_password(client, user)

    assert response.url == FACTORS


def test_lock_out_is_not_in_the_log(client, caplog):
    lock(client, factories.user(username="zanzibarquill"))

    assert "zanzibarquill" not in caplog.text


def test_lock_out_keeps_the_name_and_nothing_else_that_was_typed(client):
    user = factories.user()
    lock(client, user, HTTP_USER_AGENT="a browser")

    [attempt] = AccessAttempt.objects.all()
    kept = f"{attempt.post_data} {attempt.get_data}"
    assert (user.username in kept, "wrong" in kept) == (False, False)


def test_lock_out_leaves_the_owner_in_elsewhere(client):
    user = factories.user()
    lock(client, user)

    assert type_password(Client(), user, REMOTE_ADDR="192.0.2.7").url == FACTORS


def test_lock_out_leaves_other_names_alone(client):
    lock(client, factories.user())

    assert type_password(client, factories.user()).url == FACTORS


def test_lock_out_goes_by_the_address_that_the_proxy_saw(client, settings):
    settings.BEHIND_PROXY = True
    user = factories.user()
    lock(client, user, HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.1")

    there = type_password(client, user, HTTP_X_FORWARDED_FOR="192.0.2.1")
    elsewhere = type_password(client, user, HTTP_X_FORWARDED_FOR="192.0.2.2")

    assert (there.status_code, elsewhere.url) == (429, FACTORS)


def test_many_logins_from_one_place_have_to_wait(client):
    users = [factories.user() for _ in range(31)]

    answers = [type_password(client, user, "wrong").status_code for user in users]

    assert answers == [200] * 30 + [429]
