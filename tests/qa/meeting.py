"""Several people at once, each on a connection of their own, for tests of who is first."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection, connections, transaction


def meet(rows, *acts: Callable[[], object]) -> list:
    """Do things in this order while rows are held, so that all of them run into each other."""
    return meet_behind(lambda: list(rows.select_for_update()), *acts)


def meet_behind(hold: Callable[[], object], *acts: Callable[[], object]) -> list:
    """Do things in this order while something is held that each of them needs."""

    def alone(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        begun: list[Future] = []
        with transaction.atomic():
            hold()
            for act in acts:
                begun.append(pool.submit(alone, act))
                until = time.monotonic() + 20
                while waiting() < len(begun):
                    assert time.monotonic() < until
                    time.sleep(0.02)
        return [each.result() for each in begun]


def waiting() -> int:
    """How many connections wait for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
        )
        return cursor.fetchone()[0]
