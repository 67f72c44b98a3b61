import pytest
from django.db import NotSupportedError, connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.utils import connector_params

from askexperts.database.base import PINGED_EVERY

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


@pytest.fixture
def migrated():
    """A table that another connection changes as a migration does."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE moved_on AS SELECT 'Knee'::varchar(9) AS title")

    def migrate() -> None:
        with other.cursor() as cursor:
            cursor.execute("ALTER TABLE moved_on ALTER COLUMN title TYPE varchar(99)")

    yield migrate
    with other.cursor() as cursor:
        cursor.execute("DROP TABLE moved_on")
    other.close()


def title_of_the_table() -> str:
    with connection.prepared_cursor() as cursor:
        cursor.execute("SELECT title FROM moved_on")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_statement_is_planned_again_after_a_migration(migrated):
    title_of_the_table()
    migrated()

    assert [title_of_the_table(), title_of_the_table()] == ["Knee", "Knee"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_statement_that_a_migration_breaks_in_a_transaction_is_planned_again_after_it(migrated):
    title_of_the_table()
    migrated()

    with pytest.raises(NotSupportedError), transaction.atomic():
        title_of_the_table()

    assert title_of_the_table() == "Knee"


@pytest.fixture
def another():
    """A connection of its own, as a thread of a web process has it, asked about just now."""
    another = connection.copy()
    another.ensure_connection()
    assert another.is_usable()
    yield another
    another.close()


def statements_of(another) -> str:
    """What the server ran last for another connection."""
    with connection.cursor() as cursor:
        pid = another.connection.info.backend_pid
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0]


def test_server_is_not_asked_for_each_page_whether_it_is_there(another):
    with another.cursor() as cursor:
        cursor.execute("SELECT 'the last page'")

    assert (another.is_usable(), statements_of(another)) == (True, "SELECT 'the last page'")


def test_server_that_has_not_been_asked_for_a_second_is_asked(another):
    with another.cursor() as cursor:
        cursor.execute("SELECT 'the last page'")
    another._pinged_at -= PINGED_EVERY

    assert (another.is_usable(), statements_of(another)) == (True, "SELECT 1")


def test_connection_that_the_server_ended_is_not_used_again(another):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [another.connection.info.backend_pid]
        )

    assert not another.is_usable()


def test_worker_prepares_no_statement():
    assert connector_params()["prepare_threshold"] is None


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
