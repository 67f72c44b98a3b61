"""A real Chromium whose page fails the test when it complains or asks another server."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests import factories
from tests.browser.desk import TABLET

HOW_TO_GET_IT = "Install Chromium (Debian: apt-get install chromium), or name one in BROWSER_PATH."
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
REPORT_VIOLATIONS = """
    document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
"""


def _browser_path() -> str | None:
    names = ["chromium", "chromium-browser", "google-chrome"]
    return os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not _browser_path():
        here = Path(__file__).parent
        for item in items:
            if here in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=HOW_TO_GET_IT))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    args = [*QUIET, "--no-sandbox"] if os.getuid() == 0 else QUIET
    return {**browser_type_launch_args, "executable_path": _browser_path(), "args": args}


@pytest.fixture(scope="session")
def connection_before_playwright(django_db_setup: None) -> BaseDatabaseWrapper:
    return connections["default"]


@pytest.fixture(scope="session")
def playwright(
    connection_before_playwright: BaseDatabaseWrapper, playwright: Playwright
) -> Playwright:
    """Keep the connection: within Playwright's event loop Django would begin another one."""
    connections["default"] = connection_before_playwright
    return playwright


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    return live_server.url


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained about; a test that provokes a complaint empties the list."""
    return []


@pytest.fixture
def ended_requests(django_db_serialized_rollback: None) -> Iterator[None]:
    """Let what the last page still asked for end before the tables are emptied."""
    yield
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


@pytest.fixture
def new_context(
    ended_requests: None,
    new_context: Callable[..., BrowserContext],
    base_url: str,
    complaints: list[str],
) -> Iterator[Callable[..., BrowserContext]]:
    """Windows on the running site, which holds what the migrations wrote; each one is listened to.

    Also `page` opens in one of them: `page.goto("/")`.
    """

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != base_url:
            complaints.append(f"Request to another server: {request.url}")

    def listened_to(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", watch)
        return context

    yield listened_to
    assert complaints == []


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def either_page(request, page, new_context):
    """The page as it is with JavaScript and without."""
    if request.param:
        return page
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def shoulder():
    """A published answer to the words that an asker types in `asking`."""
    return factories.published_answer(title="Why does my shoulder click when I lift my arm?")


@pytest.fixture
def tablet(page: Page) -> Page:
    page.set_viewport_size(TABLET)
    return page
