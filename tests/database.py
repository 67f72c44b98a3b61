"""Looking into every table of the database, for tests about what must not be there."""

from django.db import connection


def tables_holding(*words: str) -> dict[str, list[str]]:
    """Return the tables that hold any of these words in any column, with the words, by table."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f"SELECT EXISTS (SELECT 1 FROM {table} t WHERE t::text ILIKE %s)",  # noqa: S608
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.setdefault(table, []).append(word)
    return found
