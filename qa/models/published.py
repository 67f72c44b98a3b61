"""The one meaning of "published"; every query that asks for it asks here."""

from typing import LiteralString

from django.db.models import Q
from psycopg import sql

_LIVE = sql.SQL("qa_answer a JOIN qa_revision r ON r.id = a.live_revision_id")


def published(path: str = "") -> Q:
    """What the public may see, of answers or of what leads to them by a path like "answer__"."""
    return Q(**{f"{path}live_revision__isnull": False})


def of_published(statement: LiteralString, **parts: sql.Composable) -> str:
    """Return a statement written by hand, with `{published}` and other parts filled in.

    It reads the published answers as `a` and their live words as `r`.
    """
    return sql.SQL(statement).format(published=_LIVE, **parts).as_string()
