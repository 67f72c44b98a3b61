"""Logging in at the desk, for tests of what one does there: with a second factor, in one step."""

import time

from allauth.account.internal.flows import login as records
from django.contrib.auth.models import Permission, User
from django.test import Client

from clinics.models import Therapist
from tests import factories


class DeskClient(Client):
    """A client whose people have shown their second factor a moment ago."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        show_second_factor(self, user)


def show_second_factor(client: Client, user: User) -> None:
    """Mark the session as django-allauth does once somebody typed a code of their app."""
    session = client.session
    session[records.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session[records._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def log_in(client: Client, role: str = "therapist", *rights: str) -> Therapist:
    """Log in as somebody new of this role with these rights more; return their therapist."""
    user = factories.user(role)
    for right in rights:
        user.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(user)
    show_second_factor(client, user)
    return factories.therapist(user=user)


def log_in_manager(client: Client) -> None:
    """Log in as a manager, who is no therapist."""
    manager = factories.user("manager")
    client.force_login(manager)
    show_second_factor(client, manager)


def said(response) -> list[str]:
    """What the desk told the person."""
    return [str(message) for message in response.context["messages"]]
