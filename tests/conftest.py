"""Fixtures for every test, and the rule that a required test may not be skipped."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from qa.models import Question
from tests.desk import DeskClient

BROWSER_TESTS = "tests/browser/"
# Tests that need a program of the system, and the variable that forbids to skip them.
NEEDY = {
    "browser": (BROWSER_TESTS, "REQUIRE_BROWSER"),
    "nginx": ("tests/askexperts/test_nginx.py", "REQUIRE_NGINX"),
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Let the tables be emptied after a browser test, the audit among them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE qa_auditentry DISABLE TRIGGER audit_never_emptied")


@pytest.fixture
def client() -> DeskClient:
    return DeskClient()


@pytest.fixture
def jobs() -> Iterator[dict[int, dict[str, object]]]:
    """The jobs deferred during the test, kept in memory: no worker runs them."""
    connector = InMemoryConnector()
    with app.replace_connector(connector):
        yield connector.jobs


@pytest.fixture
def new_keys(settings) -> Iterator[Callable[..., None]]:
    """Changes settings that the encryption of who asked reads once."""
    field = Question._meta.get_field("asker_email")

    def change(**values: object) -> None:
        for name, value in values.items():
            setattr(settings, name, value)
        forget()

    def forget() -> None:
        for name in ("keys", "f"):
            field.__dict__.pop(name, None)

    yield change
    forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests come last: they leave the tables empty, without what migrations wrote."""
    items.sort(key=lambda item: item.nodeid.startswith(BROWSER_TESTS))
    for item in items:
        _refuse_to_lose_what_migrations_wrote(item)


def _refuse_to_lose_what_migrations_wrote(item: pytest.Item) -> None:
    wanted = getattr(item.get_closest_marker("django_db"), "kwargs", {})
    if wanted.get("transaction") and not wanted.get("serialized_rollback"):
        raise pytest.UsageError(
            f"{item.nodeid} commits: give it serialized_rollback=True, or every such test after it"
            " finds the tables without what the migrations wrote."
        )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if any(_is_required(kind) and _skipped(kind, session.config) for kind in NEEDY):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for kind, (_, variable) in NEEDY.items():
        if skipped := _skipped(kind, config):
            reason = skipped[0].longrepr[2].removeprefix("Skipped: ")
            reporter.write_line(f"{len(skipped)} {kind} tests were skipped. {reason}", yellow=True)
            if _is_required(kind):
                reporter.write_line(f"{variable}=1 makes that a failure.", red=True)


def _is_required(kind: str) -> bool:
    return os.environ.get(NEEDY[kind][1]) == "1"


def _skipped(kind: str, config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # A process of a parallel run; the one that started it prints.
        return []
    skipped = reporter.stats.get("skipped", [])
    return [report for report in skipped if report.nodeid.startswith(NEEDY[kind][0])]


@pytest.fixture
def away():
    """A database that refuses every new connection."""

    def refuse():
        connection.close()
        connection.settings_dict["PORT"] = "1"

    port = connection.settings_dict["PORT"]
    yield refuse
    connection.close()
    connection.settings_dict["PORT"] = port
