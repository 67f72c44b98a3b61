"""Reads an answer page at once.

By hand: Django wrote this statement, and PostgreSQL planned it, anew for each page, which took a
quarter of it.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from psycopg import sql

from .answers import Answer
from .editions import Disclaimer
from .published import of_published
from .revisions import Revision

AnyModel = TypeVar("AnyModel", bound=Model)

_LIVE = """
SELECT {answer}, {revision}, {disclaimer},
    ARRAY(SELECT topic_id FROM qa_answertopic WHERE answer_id = a.id)
FROM {published} JOIN qa_disclaimer d ON d.id = r.disclaimer_id
WHERE a.slug = %s
"""


def live_answer(slug: str) -> tuple[Answer, list[int]]:
    """Return the published answer at an address with all its words, and the keys of its topics.

    What stands on other pages as well, therapists and topics, is not read with each of them.

    Raises Answer.DoesNotExist.
    """
    with connection.prepared_cursor() as cursor:
        cursor.execute(_statement(), [slug])
        row = cursor.fetchone()
    if row is None:
        raise Answer.DoesNotExist
    values = iter(row)
    answer = _made(Answer, values)
    answer.live_revision = revision = _made(Revision, values)
    revision.disclaimer = _made(Disclaimer, values)
    return answer, next(values)


@cache
def _statement() -> str:
    return of_published(
        _LIVE,
        answer=_columns("a", Answer),
        revision=_columns("r", Revision),
        disclaimer=_columns("d", Disclaimer),
    )


def _columns(alias: str, model: type[Model]) -> sql.Composed:
    names = [str(field.column) for field in model._meta.concrete_fields]
    return sql.SQL(", ").join([sql.Identifier(alias, name) for name in names])


def _made(model: type[AnyModel], values: Iterator[object]) -> AnyModel:
    """Make one from the next values; none of these columns needs to be converted by Django."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, list(islice(values, len(names))))
