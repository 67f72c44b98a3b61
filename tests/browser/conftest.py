"""A real Chromium whose page fails the test when it complains or asks another server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from playwright.sync_api import ConsoleMessage, Page, Playwright, Request

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
def page(
    page: Page, base_url: str, complaints: list[str], django_db_serialized_rollback: None
) -> Iterator[Page]:
    """A page on the running site, which holds what the migrations wrote: `page.goto("/")`."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != base_url:
            complaints.append(f"Request to another server: {request.url}")

    page.context.add_init_script(REPORT_VIOLATIONS)
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", watch)
    yield page
    assert complaints == []
