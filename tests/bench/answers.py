"""A site of a hundred answers, made by the models, and one a thousand times as large.

Runs in the bench site's own process: `python -m tests.bench.answers 100` or `… 100000`.
"""

import itertools
import os
import sys
import tomllib
from pathlib import Path

import django
from psycopg import sql

FEW, MANY = 100, 100_000
COPIED = {
    # Table: the columns that hold the number of an answer or revision, by what it counts.
    "qa_answer": {"id": "qa_answer", "live_revision_id": None, "source_id": None},
    "qa_revision": {"id": "qa_revision", "answer_id": "qa_answer"},
    "qa_answertopic": {"id": "qa_answertopic", "answer_id": "qa_answer"},
    "qa_relatedanswer": {
        "id": "qa_relatedanswer",
        "answer_id": "qa_answer",
        "related_id": "qa_answer",
    },
}


def words() -> list[dict[str, object]]:
    """The words of the demo's answers, which are as long as real ones."""
    folder = Path(__file__).resolve().parents[2] / "qa" / "demo" / "answers"
    names = ("title", "edited_question", "key_points", "body")
    parsed = [tomllib.loads(file.read_text()) for file in sorted(folder.glob("*.toml"))]
    return [{name: answer[name] for name in names} for answer in parsed]


def make_few() -> None:
    """Publish answers as people do, each with three neighbors."""
    from qa.models import Answer
    from tests import factories

    topics = [factories.topic() for _ in range(8)]
    clinic = factories.clinic()
    author, reviewer = factories.therapist(clinic=clinic), factories.therapist()
    texts = itertools.islice(itertools.cycle(words()), FEW)
    for number, text in enumerate(texts):
        factories.published_answer(
            author=author, reviewer=reviewer, topics=[topics[number % 8]], **text
        )
    answers = list(Answer.objects.order_by("id"))
    for answer, *neighbors in zip(answers, answers[1:], answers[2:], answers[3:], strict=False):
        answer.neighbors.all().delete()
        answer.pick_related(neighbors)


def make_many() -> None:
    """Copy all that belongs to the few, again and again; the index of the search stays as it is."""
    from django.db import connection

    copy_answers(MANY // FEW - 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def copy_answers(copies: int) -> int:
    """Copy all that belongs to each answer; return how far apart the keys of two copies are."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        # Copies come into being approved, which the triggers rightly let no one else do.
        cursor.execute("SET LOCAL session_replication_role = replica")
        steps = {table: _highest(cursor, table) for table in COPIED}
        for table, numbered in COPIED.items():
            _multiply(cursor, table, numbered, steps, copies)
        cursor.execute(
            "UPDATE qa_answer a SET live_revision_id = r.id FROM qa_revision r"
            " WHERE r.answer_id = a.id AND a.live_revision_id IS NULL"
        )
    return steps["qa_answer"]


def _highest(cursor, table: str) -> int:
    cursor.execute(sql.SQL("SELECT max(id) FROM {}").format(sql.Identifier(table)))
    return cursor.fetchone()[0]


def _multiply(
    cursor, table: str, numbered: dict[str, str | None], steps: dict[str, int], copies: int
) -> None:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    values = [_value(column, numbered, steps) for column in columns]
    cursor.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} t, generate_series(1, {}) AS n").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(values),
            sql.Identifier(table),
            sql.Literal(copies),
        )
    )


def _value(column: str, numbered: dict[str, str | None], steps: dict[str, int]) -> sql.Composable:
    name = sql.Identifier("t", column)
    if column == "slug":
        return sql.SQL("{} || '-n' || n").format(name)
    if column not in numbered:
        return name
    if (counted := numbered[column]) is None:
        return sql.SQL("NULL")
    return sql.SQL("{} + n * {}").format(name, sql.Literal(steps[counted]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askexperts.settings")
    django.setup()
    {FEW: make_few, MANY: make_many}[int(sys.argv[1])]()
