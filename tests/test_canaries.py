"""Whatever is private is nowhere but where it belongs, with a real worker and a real mail server.

Unmistakable words go into everything that an asker types and a therapist answers in private. Then
every place is searched in which they must not be.
"""

import base64
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from askexperts.logs import JsonFormatter
from qa.models import AddressChange, Question
from tests import factories
from tests.database import tables_holding
from tests.desk import DeskClient
from tests.mail_server import running_mail_server
from tests.qa.asking import ASK, answers

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

NAME, MAILBOX, NEW_MAILBOX = "Quillmarrow", "zephyrine.oxbow", "thimblewick"
TEXT, ADDITION, ANSWER = "vellichor-knee", "brontide-night", "psithurism-walk"
CONTACT = [NAME, MAILBOX, NEW_MAILBOX]
CANARIES = [*CONTACT, TEXT, ADDITION, ANSWER]
LISTS = [
    "admin:index",
    *(f"admin:qa_{name}_changelist" for name in ("question", "revision", "answer")),
]


def kept_in_caches() -> str:
    """What both caches hold: that of all processes, in the database, and that of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM login_counts")
        shared = [(key, base64.b64decode(value)) for key, value in cursor.fetchall()]
    return repr([shared, caches["process"]._cache])


def hits(text: str) -> list[str]:
    return [word for word in CANARIES if word.lower() in text.lower()]


class Watch(logging.Handler):
    """Collects log lines as production writes them."""

    def __init__(self):
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def log():
    watch = Watch()
    root = logging.getLogger()
    level = root.level
    root.addHandler(watch)
    root.setLevel(logging.INFO)
    yield watch.lines
    root.removeHandler(watch)
    root.setLevel(level)


def work(port: int, tmp_path: Path) -> str:
    """Let a worker of its own process do every job that is due; return what it logged."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), current_setting('unix_socket_directories'),"
            " current_setting('port')"
        )
        user, name, folder, port_of_database = cursor.fetchone()
    url = f"postgres://{user}@/{name}?host={quote(folder, safe='')}&port={port_of_database}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "askexperts.settings",
        "MODE": "production",
        "SECRET_KEY": settings.SECRET_KEY,
        "SALT_KEY": ",".join(settings.SALT_KEY),
        "ALLOWED_HOSTS": "ask.clinic.test",
        "SITE_URL": "https://ask.clinic.test",
        "DEFAULT_FROM_EMAIL": "Ask <ask@clinic.test>",
        "DATABASE_URL": url,
        "DATA_DIR": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_what_is_private_is_nowhere_it_must_not_be(log, tmp_path):
    therapist, staff, manager = factories.user(), DeskClient(), DeskClient()
    manager.force_login(factories.user("manager"))
    factories.therapist(user=therapist)
    staff.force_login(therapist)
    urls: list[str] = []

    with running_mail_server(tmp_path) as server:
        server.behave("refuse")
        asker = Client()
        sent = answers(
            asker_name=NAME,
            asker_email=f"{MAILBOX}@example.com",
            text=f"My {TEXT} hurts on stairs.",
        )
        urls.append(asker.post(ASK, sent).headers["Location"])
        worker_log = work(server.port, tmp_path)
        server.behave("well")
        connection.cursor().execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
        worker_log += work(server.port, tmp_path)

        question = Question.objects.get()
        page = question.get_status_url()
        asker.post(page, {"asker_email": "kim@example.com"})
        asker.post(page, {"asker_email": f"{MAILBOX}@example.com"})
        urls.append(asker.post(page + "add/", {"text": f"It is {ADDITION}."}).headers["Location"])
        asker.post(page + "address/", {"email": f"{NEW_MAILBOX}@example.com"})
        desk = reverse("admin:qa_question_answer", args=[question.pk])
        said = {"text": f"Try a {ANSWER}.", "seen_additions": "1"}
        urls.append(staff.post(desk, said).headers["Location"])
        worker_log += work(server.port, tmp_path)
        called = {"email": f"{MAILBOX}@example.com"}
        found = manager.post(reverse("admin:qa_question_by_address"), called)
        lists = "".join(staff.get(reverse(name)).content.decode() for name in LISTS)
        letters = server.letters

    mails = []
    for letter in letters:
        del letter["To"]
        mails.append(letter.as_string() + str(letter.get_body(("plain",)).get_content()))
    tokens = [question.status_token]
    assert len(letters) == 3, worker_log
    assert Question.objects.get().status == "answered_privately"
    assert AddressChange.objects.count() == 1
    assert found.context["found"] == [question]
    assert {
        "mails": hits("".join(mails)),
        "addresses": hits("".join([*urls, *re.findall(r"https?://\S+", "".join(mails))])),
        "log of the site": hits("\n".join(log)),
        "log of the worker": hits(worker_log),
        "tokens in logs": [token for token in tokens if token in worker_log + "\n".join(log)],
        "cache": hits(kept_in_caches()),
        "contact in lists": [word for word in CONTACT if word.lower() in lists.lower()],
        "contact in tables": tables_holding(*CONTACT),
        "tables with words": sorted(tables_holding(TEXT, ADDITION, ANSWER)),
    } == {
        "mails": [],
        "addresses": [],
        "log of the site": [],
        "log of the worker": [],
        "tokens in logs": [],
        "cache": [],
        "contact in lists": [],
        "contact in tables": {},
        "tables with words": ["public.qa_addition", "public.qa_question"],
    }


def test_error_report_holds_nothing_private(log):
    """A failing statement quotes the whole row; the log does not."""
    question = factories.question(asker_name=NAME, text=TEXT)
    client = DeskClient(raise_request_exception=False)
    client.force_login(factories.user("manager", is_superuser=True))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE qa_question ADD CONSTRAINT broken CHECK (status = 'received')")
    try:
        response = client.post(reverse("admin:qa_question_quarantine", args=[question.pk]))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE qa_question DROP CONSTRAINT broken")

    assert response.status_code == 500
    assert any("IntegrityError" in line for line in log)
    assert hits("\n".join(log)) == []
