"""The one meaning of "published"; every query that asks for it asks here."""

from django.db.models import Q


def published(path: str = "") -> Q:
    """What the public may see, of answers or of what leads to them by a path like "answer__"."""
    return Q(**{f"{path}live_revision__isnull": False})
