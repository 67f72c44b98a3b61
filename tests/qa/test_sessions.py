"""How long staff stay logged in."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from qa.models import AuditEntry
from qa.tasks import sweep_logins
from tests import factories
from tests.desk import DeskClient, log_in, log_in_manager

pytestmark = pytest.mark.django_db

DESK = reverse("admin:index")
HOW_LONG = reverse("session-how-long")
BEGIN = timezone.now().replace(microsecond=0)


def after(**time):
    return time_machine.travel(BEGIN + dt.timedelta(**time), tick=False)


@pytest.fixture
def desk(client):
    """Somebody who opened the desk at the beginning."""
    with after(minutes=0):
        log_in(client)
        client.get(DESK)
    return client


def test_session_ends_after_fifteen_minutes_without_a_request(desk):
    key = desk.session.session_key
    with after(minutes=15, seconds=1):
        response = desk.get(DESK)

    assert response.url.startswith(reverse("account_login"))
    assert not Session.objects.filter(pk=key, expire_date__gt=BEGIN + dt.timedelta(minutes=16))


def test_each_request_prolongs_the_session(desk):
    for minutes in (14, 28, 42):
        with after(minutes=minutes):
            assert desk.get(DESK).status_code == 200


def test_session_ends_after_a_days_work_in_any_case(desk):
    for minutes in range(14, 12 * 60, 14):
        with after(minutes=minutes):
            desk.get(HOW_LONG)
    with after(hours=12, seconds=1):
        assert desk.get(DESK).status_code == 302

    last = AuditEntry.objects.latest("id")
    assert (last.kind, last.page) == ("logged_out", "session_over")


def test_question_how_long_does_not_prolong(desk):
    with after(minutes=10):
        asked = desk.get(HOW_LONG, {"asks": "how-long"}).json()
    with after(minutes=14):
        again = desk.get(HOW_LONG, {"asks": "how-long"}).json()
    with after(minutes=15, seconds=1):
        over = desk.get(HOW_LONG, {"asks": "how-long"}).json()

    assert (asked, again, over) == ({"left": 300}, {"left": 60}, {"left": 0})


def test_stay_prolongs(desk):
    with after(minutes=14):
        assert desk.get(HOW_LONG).json() == {"left": 900}
    with after(minutes=28):
        assert desk.get(DESK).status_code == 200


def test_stranger_has_no_time_left(client):
    assert client.get(HOW_LONG).json() == {"left": 0}


def test_pages_for_everybody_do_not_touch_the_session(desk):
    with after(minutes=14):
        assert "sessionid" not in desk.get("/").cookies
    with after(minutes=15, seconds=1):
        assert desk.get(DESK).status_code == 302


def test_manager_ends_the_sessions_of_somebody_else(client):
    other = DeskClient()
    user = log_in(other).user
    log_in_manager(client)

    client.post(reverse("admin:auth_user_end_sessions", args=[user.pk]))

    assert other.get(DESK).status_code == 302
    assert client.get(DESK).status_code == 200
    assert AuditEntry.objects.filter(page="auth_user_end_sessions", kind="changed").count() == 1


def test_manager_does_not_end_the_sessions_of_a_superuser(client):
    other = DeskClient()
    root = User.objects.create_superuser("root", password="seven quiet herons")
    other.force_login(root)
    log_in_manager(client)

    response = client.post(reverse("admin:auth_user_end_sessions", args=[root.pk]))

    assert (response.status_code, other.get(DESK).status_code) == (403, 200)


@pytest.mark.parametrize("change", ["password", "deactivate"])
def test_session_ends_when_the_login_changes(client, change):
    user = log_in(client).user
    if change == "password":
        user.set_password("eight quiet herons")
    else:
        user.is_active = False
    user.save()

    assert client.get(DESK).status_code == 302


def test_new_factor_ends_other_sessions_of_the_same_person_only(client):
    somebody = DeskClient()
    log_in(somebody)
    user = log_in(client).user
    other = DeskClient()
    other.force_login(user)

    page = client.get(reverse("mfa_activate_totp"))
    code = factories.code_for(page.context["form"].secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})

    answers = [browser.get(DESK).status_code for browser in (client, other, somebody)]
    assert answers == [200, 302, 200]


def test_session_that_ended_by_itself_is_swept_with_a_row(desk):
    key = desk.session.session_key
    with after(minutes=10):
        sweep_logins(0)
    stays = Session.objects.filter(pk=key).exists()
    with after(minutes=20):
        sweep_logins(0)

    last = AuditEntry.objects.latest("id")
    assert (stays, Session.objects.filter(pk=key).exists()) == (True, False)
    assert (last.kind, last.page, last.person) == ("logged_out", "session_over", User.objects.get())


def test_wrong_password_is_forgotten_when_it_locks_nobody_any_more(client):
    with after(minutes=0):
        client.post(reverse("account_login"), {"login": "nadia", "password": "wrong"})
    with after(minutes=16):
        sweep_logins(0)

    assert not AccessAttempt.objects.exists()
