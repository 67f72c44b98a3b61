import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db

PLANNED = "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT 7 %%'"


def test_statement_of_a_prepared_cursor_is_planned_once_for_its_later_runs():
    for number in range(8):
        with connection.prepared_cursor() as cursor:
            cursor.execute("SELECT 7 * %s::int", [number])
            assert cursor.fetchall() == [(7 * number,)]

    # PostgreSQL looks at the first five before it trusts one plan.
    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
        assert cursor.fetchall() == [(3,)]


def test_statement_of_any_other_cursor_is_forgotten():
    with connection.cursor() as cursor:
        for number in range(8):
            cursor.execute("SELECT 7 * %s::int", [number])

        cursor.execute(PLANNED)
        assert cursor.fetchall() == []


def test_no_statement_is_compiled():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")

        assert cursor.fetchone() == ("off",)


def test_log_of_statements_tells_what_a_prepared_cursor_ran():
    with CaptureQueriesContext(connection) as queries:
        for number in range(2):
            with connection.prepared_cursor() as cursor:
                cursor.execute("SELECT 7 * %s::int", [number])

    assert [query["sql"] for query in queries] == ["SELECT 7 * 0::int", "SELECT 7 * 1::int"]
