"""Who may open which address of logging in. An address that is new and not listed here fails."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from qa.login import urls as login_urls
from tests import factories
from tests.desk import show_second_factor, urls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

# The addresses of logging in. One sign for: nobody, a password alone, a second factor as well.
# Sent to L: the login, F: the making of a factor, D: the desk, C: showing oneself again (the tests
# of a password alone begin without a login a moment ago), R: the removal of the app that is there.
LOGIN_TABLE = {
    "account_login": "yFD",
    "mfa_authenticate": "LDD",
    "mfa_login_webauthn": "LDD",
    "account_logout": "LLL",
    "session-how-long": "yyy",
    "account_reauthenticate": "Lyy",
    "mfa_reauthenticate": "LCy",
    "mfa_reauthenticate_webauthn": "LCC",
    "mfa_index": "Lyy",
    "mfa_activate_totp": "LCR",
    "mfa_deactivate_totp": "L-y",
    "mfa_add_webauthn": "LCy",
    "mfa_remove_webauthn": "LC-",
    "mfa_view_recovery_codes": "L-y",
    "mfa_generate_recovery_codes": "LCy",
    "mfa_download_recovery_codes": "L-y",
}


def where(response) -> str:
    if response.status_code != 302:
        return {403: "n", 404: "-", 405: "x"}.get(response.status_code, "y")
    path = urlsplit(response.url).path
    known = {"account_login": "L", "mfa_index": "F", "admin:index": "D"}
    known |= {"mfa_deactivate_totp": "R"}
    signs = {reverse(name): sign for name, sign in known.items()}
    return signs.get(path, "C" if path.startswith("/admin/confirm/") else path)


def test_every_address_of_logging_in_is_listed():
    assert set(urls(login_urls.urlpatterns)) == set(LOGIN_TABLE)


@pytest.mark.parametrize("role", ["nobody", "password alone", "second factor"])
def test_login_pages_let_in_whom_they_should(role):
    found = {}
    for name in LOGIN_TABLE:
        client, user = Client(), factories.user()
        if role != "nobody":
            client.force_login(user)
        if role == "second factor":
            show_second_factor(client, user)
            factories.app_of(user)
            factories.recovery_codes_of(user)
        arguments = [1] if name == "mfa_remove_webauthn" else []
        open_ = client.post if name == "account_logout" else client.get
        found[name] = where(open_(reverse(name, args=arguments)))

    place = ["nobody", "password alone", "second factor"].index(role)
    assert found == {name: signs[place] for name, signs in LOGIN_TABLE.items()}
