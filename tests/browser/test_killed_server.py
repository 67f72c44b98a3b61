"""A therapist types while the web process dies: what is lost is less than ten seconds of words."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from qa.models import Revision
from tests import factories
from tests.desk import show_second_factor
from tests.servers import BASE_DIR, GUNICORN, Web, free_port, wait_until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MAY_BE_LOST = 10  # seconds of typing
TYPES_FOR = 16  # seconds
A_WORD = 0.5  # seconds


class RealServer:
    """Gunicorn with its worker, on the database of the test; it is killed as a whole."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        database = connection.get_connection_params()
        host = quote(str(database["host"]), safe="")
        self.environment = {
            "PATH": os.environ["PATH"],
            "MODE": "local",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATA_DIR": str(settings.DATA_DIR),
            "DATABASE_URL": f"postgres://{database['user']}@/{database['dbname']}?host={host}",
            "PORT": str(self.port),
        }

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*GUNICORN, f"--bind=127.0.0.1:{self.port}", "--log-level=warning"],
            cwd=BASE_DIR,
            env=self.environment,
            start_new_session=True,
        )
        assert wait_until(Web(self.port).is_up)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(jobs) -> Iterator[RealServer]:
    running = RealServer()
    running.start()
    yield running
    running.kill()


def open_draft(page: Page, server: RealServer) -> Revision:
    user = factories.user("therapist")
    draft = factories.draft(author=factories.therapist(user=user))
    client = Client()
    client.force_login(user)
    show_second_factor(client, user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{server.url}/admin/qa/revision/{draft.pk}/change/")
    return draft


def type_words(page: Page) -> dict[str, float]:
    """Type without a pause for some seconds; return when each word was complete."""
    typed, began = {}, time.monotonic()
    while time.monotonic() - began < TYPES_FOR:
        word = f"word{len(typed)}"
        page.keyboard.type(f"{word} ")
        typed[word] = time.monotonic()
        page.wait_for_timeout(A_WORD * 1000)
    return typed


def test_killing_the_web_process_loses_less_than_ten_seconds(page, server, complaints):
    draft = open_draft(page, server)
    page.get_by_label("Edited question").fill("")
    page.get_by_label("Edited question").click()

    typed = type_words(page)
    server.kill()
    killed_at = time.monotonic()

    draft.refresh_from_db()
    on_the_server = draft.edited_question.split()
    lost = {word: killed_at - at for word, at in typed.items() if word not in on_the_server}
    assert on_the_server == list(typed)[: len(on_the_server)]
    assert max(lost.values(), default=0) <= MAY_BE_LOST
    complaints.clear()


def test_the_browser_gives_back_even_those(page, server, complaints):
    draft = open_draft(page, server)
    page.get_by_label("Edited question").fill("Typed just before")
    server.kill()
    page.get_by_label("Edited question").press_sequentially(" and after")
    page.goto("about:blank")

    server.start()
    page.goto(f"{server.url}/admin/qa/revision/{draft.pk}/change/")

    expect(page.get_by_label("Edited question")).to_have_value("Typed just before and after")
    complaints.clear()
