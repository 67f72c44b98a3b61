"""The second factor: how it is made, shown, changed and taken away."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qa.models import AuditEntry
from tests import factories
from tests.desk import log_in
from tests.qa.login import CODE, DESK, FACTORS, LOGIN, PASSWORD, audit, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser in which nobody has logged in."""
    return Client()


def test_first_login_leads_to_a_second_factor_and_nowhere_else(client):
    user = factories.user()

    response = client.post(
        LOGIN, {"login": user.username, "password": PASSWORD, "next": "/admin/qa/question/"}
    )
    turned_away = client.get(DESK, follow=True)

    assert response.url == FACTORS
    assert turned_away.redirect_chain[-1][0] == FACTORS
    assert "One more step" in turned_away.content.decode()


def test_first_factor_opens_the_desk_and_ends_other_sessions(client):
    user = factories.user()
    other = Client()
    type_password(other, user)
    type_password(client, user)

    page = client.get(reverse("mfa_activate_totp"))
    code = factories.code_for(page.context["form"].secret)
    made = client.post(reverse("mfa_activate_totp"), {"code": code})

    assert made.url == reverse("mfa_view_recovery_codes")
    assert len(client.get(made.url).context["unused_codes"]) == 10
    assert client.get(DESK).status_code == 200
    assert other.get(FACTORS).url.startswith(LOGIN)


def test_session_without_a_factor_cannot_use_one_made_elsewhere(client):
    user = factories.user()
    type_password(client, user)
    factories.app_of(user)

    response = client.get(reverse("mfa_add_webauthn"))

    assert (response.url, "_auth_user_id" in client.session) == (LOGIN, False)


def test_code_is_taken_once(client):
    user = factories.user()
    code = factories.code_of(factories.app_of(user))
    type_password(client, user)
    client.post(CODE, {"code": code})

    again = Client()
    type_password(again, user)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=31), tick=False):
        refused = again.post(CODE, {"code": code})

    assert "This code does not fit" in refused.content.decode()


def test_code_that_made_the_factor_is_used_up(client):
    user = factories.user()
    type_password(client, user)
    page = client.get(reverse("mfa_activate_totp"))
    code = factories.code_for(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})

    again = Client()
    type_password(again, user)

    assert again.post(CODE, {"code": code}).status_code == 200


def test_code_of_a_slow_clock_is_taken(client):
    user = factories.user()
    app = factories.app_of(user)
    type_password(client, user)

    assert client.post(CODE, {"code": factories.code_of(app, steps_ago=1)}).url == DESK


def test_recovery_code_opens_the_desk_once(client):
    user = factories.user()
    factories.app_of(user)
    code = factories.recovery_codes_of(user)[0]

    type_password(client, user)
    first = client.post(CODE, {"code": code})
    again = Client()
    type_password(again, user)
    second = again.post(CODE, {"code": code})

    assert (first.url, second.status_code) == (DESK, 200)


def test_wrong_code_is_a_failed_login(client):
    user = factories.user()
    factories.app_of(user)
    type_password(client, user)

    client.post(CODE, {"code": "000000x"})

    assert audit() == [("login_failed", "mfa_authenticate", user.username)]


def test_codes_cannot_be_guessed(client):
    user = factories.user()
    app = factories.app_of(user)
    type_password(client, user)
    for number in range(5):
        client.post(CODE, {"code": f"00000{number}"})

    response = client.post(CODE, {"code": factories.code_of(app)})

    assert "Too many tries" in response.content.decode()
    assert [row[0] for row in audit()] == ["login_failed"] * 5 + ["locked_out"]


def test_factor_is_changed_only_by_who_showed_a_moment_ago_who_they_are(client):
    user = log_in(client).user
    factories.app_of(user)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        asked = client.get(reverse("mfa_add_webauthn"))
        client.post(asked.url, {"password": PASSWORD})
        shown = client.get(reverse("mfa_add_webauthn"))

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert shown.status_code == 200


def test_last_factor_stays(client):
    user = log_in(client).user
    factories.app_of(user)

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_secret_of_a_factor_is_encrypted(client):
    app = factories.app_of(factories.user())

    app.refresh_from_db()

    assert app.data["secret"] != factories.SECRET


def test_own_pages_are_one_row_each(client):
    user = log_in(client).user
    factories.app_of(user)
    factories.recovery_codes_of(user)

    client.get(FACTORS)
    client.get(reverse("mfa_download_recovery_codes"))
    client.post(reverse("mfa_generate_recovery_codes"))

    assert [row[:2] for row in audit()] == [
        ("looked", "mfa_index"),
        ("exported", "mfa_download_recovery_codes"),
        ("changed", "mfa_generate_recovery_codes"),
    ]


def test_reset_takes_the_factor_and_the_sessions(client, capsys):
    user = log_in(client).user
    factories.app_of(user)

    call_command("reset_second_factor", user.username)

    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get(DESK).status_code == 302
    assert AuditEntry.objects.get().page == "reset_second_factor"
    assert "has no second factor now" in capsys.readouterr().out


def test_reset_of_nobody_says_so():
    with pytest.raises(CommandError, match="no login with the name nobody"):
        call_command("reset_second_factor", "nobody")


def test_new_password_does_not_pass_by_the_factor(client):
    user = factories.user()
    factories.app_of(user)
    user.set_password("eight quiet herons")
    user.save()

    assert type_password(client, user, "eight quiet herons").url == CODE
