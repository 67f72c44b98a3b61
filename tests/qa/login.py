"""The pages of a login, and what the audit holds of it, for tests of how staff come in."""

from django.urls import reverse

from qa.models import AuditEntry

PASSWORD = "quiet river stone"
LOGIN = reverse("account_login")
CODE = reverse("mfa_authenticate")
FACTORS = reverse("mfa_index")
DESK = reverse("admin:index")


def type_password(client, user, password: str = PASSWORD, **more):
    data = {"login": user.username, "password": password}
    return client.post(LOGIN, data, **more)


def audit() -> list[tuple[str, str, str | None]]:
    entries = AuditEntry.objects.order_by("id").select_related("person")
    return [(e.kind, e.page, e.person and e.person.username) for e in entries]
