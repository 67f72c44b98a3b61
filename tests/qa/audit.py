"""What the audit holds, and the pages of the desk that write it."""

from django.urls import reverse

from qa.models import AuditEntry

CANARY = "zanzibarquill"


def rows() -> list[tuple[str, str, str, str]]:
    """What the audit holds: kind, page, kind of object, key; the first one first."""
    entries = AuditEntry.objects.order_by("id")
    return list(entries.values_list("kind", "page", "object_kind", "object_key"))


def address(name: str, *keys: object) -> str:
    return reverse(f"admin:{name}", args=keys)
