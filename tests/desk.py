"""Logging in at the desk, for tests."""

from django.contrib.auth.models import Permission
from django.test import Client

from clinics.models import Therapist
from tests import factories


def log_in(client: Client, role: str = "therapist", *rights: str) -> Therapist:
    """Log in as somebody new of this role with these rights more; return their therapist."""
    user = factories.user(role)
    for right in rights:
        user.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(user)
    return factories.therapist(user=user)


def log_in_manager(client: Client) -> None:
    """Log in as a manager, who is no therapist."""
    client.force_login(factories.user("manager"))


def said(response) -> list[str]:
    """What the desk told the person."""
    return [str(message) for message in response.context["messages"]]
