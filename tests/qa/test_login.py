"""How staff come in and leave, and what a password alone opens."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from qa.demo import loader
from qa.models import AuditEntry
from tests import factories
from tests.desk import log_in
from tests.qa.login import CODE, DESK, FACTORS, LOGIN, audit, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser in which nobody has logged in."""
    return Client()


def test_password_and_code_open_the_desk(client):
    user = factories.user()
    app = factories.app_of(user)

    first = type_password(client, user)
    second = client.post(CODE, {"code": factories.code_of(app)})

    assert (first.url, second.url) == (CODE, DESK)
    assert client.get(DESK).status_code == 200
    assert audit()[0] == ("logged_in", "mfa_authenticate", user.username)


def test_password_alone_opens_nothing(client):
    user = factories.user()
    factories.app_of(user)

    type_password(client, user)

    assert client.get(DESK).url == f"{LOGIN}?next={DESK}"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["somebody", "nadia"])
def test_wrong_password_says_the_same_for_every_name(client, name):
    factories.user(username="nadia")

    response = client.post(LOGIN, {"login": name, "password": "zanzibarquill"})

    assert "do not belong together" in response.content.decode()
    assert response.context["form"].errors.as_data().keys() == {"__all__"}


def test_failed_login_is_one_row_without_what_was_typed(client):
    client.post(LOGIN, {"login": "zanzibarquill", "password": "zanzibarquill"})

    assert audit() == [("login_failed", "account_login", None)]
    assert "zanzibarquill" not in str(list(AuditEntry.objects.values()))


def test_nobody_but_staff_comes_in(client):
    user = factories.user(is_staff=False)
    factories.app_of(user)

    type_password(client, user)

    assert audit() == [("login_failed", "account_login", user.username)]
    assert client.get(CODE).url == LOGIN


def test_deactivated_login_opens_nothing(client):
    user = factories.user(is_active=False)

    response = type_password(client, user)

    assert "do not belong together" in response.content.decode()


def test_login_begins_a_new_session(client):
    user = factories.user()
    app = factories.app_of(user)
    client.get(LOGIN)
    type_password(client, user)
    before = client.session.session_key

    client.post(CODE, {"code": factories.code_of(app)})

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_log_out_ends_the_session_on_the_server(client):
    therapist = log_in(client)
    key = client.session.session_key

    response = client.post(reverse("account_logout"))

    assert not Session.objects.filter(pk=key).exists()
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert audit() == [("logged_out", "account_logout", therapist.user.username)]


def test_log_out_clears_the_browser_when_every_word_is_saved(client):
    log_in(client)

    response = client.post(reverse("account_logout"), {"all-saved": "yes"})

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize("path", ["signup", "password/reset", "email", "login/code/confirm"])
def test_nobody_signs_up_or_comes_in_by_mail(client, path):
    log_in(client)

    answers = {client.get(f"{prefix}{path}/").status_code for prefix in ("/admin/", "/accounts/")}

    assert answers == {404}


def test_demo_needs_a_password_only_and_says_so(client, settings):
    settings.MODE = "local"
    user = factories.user(username="therapist", password=loader.LOGINS["therapist"][0])

    page = client.get(LOGIN).content.decode()
    response = type_password(client, user, "therapist-demo")

    assert "This is a demo" in page
    assert response.url == DESK
    assert client.get(DESK).status_code == 200


def test_demo_login_needs_more_elsewhere(client):
    user = factories.user(username="therapist", password=loader.LOGINS["therapist"][0])

    response = type_password(client, user, "therapist-demo")

    assert response.url == FACTORS
    assert "This is a demo" not in Client().get(LOGIN).content.decode()


def test_other_login_beside_the_demo_needs_a_second_factor(client, settings):
    settings.MODE = "local"

    assert type_password(client, factories.user()).url == FACTORS
