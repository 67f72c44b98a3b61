"""Fixtures for every test, and the rule that a required browser test may not be skipped."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

BROWSER_TESTS = "tests/browser/"
REQUIRE_BROWSER = os.environ.get("REQUIRE_BROWSER") == "1"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """Let the tables be emptied after a browser test, the audit among them."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE qa_auditentry DISABLE TRIGGER audit_never_emptied")


@pytest.fixture
def jobs() -> Iterator[dict[int, dict[str, object]]]:
    """The jobs deferred during the test, kept in memory: no worker runs them."""
    connector = InMemoryConnector()
    with app.replace_connector(connector):
        yield connector.jobs


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests come last: they leave the tables empty, without what migrations wrote."""
    items.sort(key=lambda item: item.nodeid.startswith(BROWSER_TESTS))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if REQUIRE_BROWSER and _skipped_browser_tests(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(config: pytest.Config) -> None:
    if skipped := _skipped_browser_tests(config):
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        reason = skipped[0].longrepr[2].removeprefix("Skipped: ")
        reporter.write_line(f"{len(skipped)} browser tests were skipped. {reason}", yellow=True)
        if REQUIRE_BROWSER:
            reporter.write_line("REQUIRE_BROWSER=1 makes that a failure.", red=True)


def _skipped_browser_tests(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # A process of a parallel run; the one that started it prints.
        return []
    return [r for r in reporter.stats.get("skipped", []) if r.nodeid.startswith(BROWSER_TESTS)]
