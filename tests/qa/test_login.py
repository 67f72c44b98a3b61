"""How staff come in: password, second factor, lock-out, and what a password alone opens."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qa.demo import loader
from qa.models import AuditEntry
from tests import factories
from tests.desk import log_in

pytestmark = pytest.mark.django_db

PASSWORD = "quiet river stone"
LOGIN = reverse("account_login")
CODE = reverse("mfa_authenticate")
FACTORS = reverse("mfa_index")
DESK = reverse("admin:index")


@pytest.fixture
def client() -> Client:
    """A browser in which nobody has logged in."""
    return Client()


def type_password(client, user, password: str = PASSWORD, **more):
    data = {"login": user.username, "password": password}
    return client.post(LOGIN, data, **more)


def audit() -> list[tuple[str, str, str | None]]:
    entries = AuditEntry.objects.order_by("id").select_related("person")
    return [(e.kind, e.page, e.person and e.person.username) for e in entries]


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
