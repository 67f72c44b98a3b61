import asyncio
import datetime as dt
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core import mail
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from qa.models import Notice
from qa.notifications import tell_asker
from qa.tasks import MailRetry, send_notice
from tests import factories

pytestmark = pytest.mark.django_db

REAL_MAIL = "django.core.mail.backends.smtp.EmailBackend"


def owed_notice(**values) -> Notice:
    return factories.question(**values).notices.create(kind="received")


def test_send_notice_sends_the_letter_and_remembers_it():
    notice = owed_notice()

    send_notice(question_id=notice.question_id, kind="received")

    notice.refresh_from_db()
    assert [message.to for message in mail.outbox] == [["robin@example.com"]]
    assert notice.sent_at is not None


def test_send_notice_sends_nothing_twice():
    notice = owed_notice()

    for _ in range(2):
        send_notice(question_id=notice.question_id, kind="received")

    assert len(mail.outbox) == 1


def test_send_notice_forgets_a_question_that_was_erased():
    notice = owed_notice()
    notice.question.delete()

    send_notice(question_id=notice.question_id or 0, kind="received")

    assert mail.outbox == []


def test_send_notice_writes_to_nobody_when_the_address_is_forgotten():
    notice = owed_notice(asker_email=None)

    send_notice(question_id=notice.question_id, kind="received")

    assert mail.outbox == []


def test_send_notice_still_owes_a_letter_that_no_server_took(settings):
    settings.EMAIL_BACKEND = REAL_MAIL
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice = owed_notice()

    with pytest.raises(ConnectionRefusedError):
        send_notice(question_id=notice.question_id, kind="received")

    assert list(Notice.objects.owed()) == [notice]


def test_notices_are_overdue_after_three_days():
    notice = owed_notice()
    now = notice.created_at

    assert list(Notice.objects.overdue(now + dt.timedelta(days=2, hours=23))) == []
    assert list(Notice.objects.overdue(now + dt.timedelta(days=3))) == [notice]


def job(attempts: int) -> Job:
    return Job(
        id=1, queue="mail", lock=None, queueing_lock=None, task_name="any", attempts=attempts
    )


def waits() -> list[dt.timedelta]:
    """How long each try waits after the one before, until the worker gives up."""
    found, attempts = [], 0
    while decision := MailRetry().get_retry_decision(exception=OSError(), job=job(attempts)):
        found.append(decision.retry_at - dt.datetime.now(dt.UTC))
        attempts += 1
    return found


def test_mail_is_tried_again_for_three_days():
    minutes = [round(wait.total_seconds() / 60) for wait in waits()]

    assert minutes[:5] == [1, 2, 4, 8, 16]
    assert max(minutes) == 360
    assert 72 <= sum(minutes) / 60 <= 80


class Inbox(Message):
    def __init__(self):
        super().__init__()
        self.letters = []

    def handle_message(self, message):
        self.letters.append(message)


@pytest.fixture
def inbox(settings):
    """A mail server on a free port that keeps what it receives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Inbox()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = REAL_MAIL
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    server.stop()


async def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(wait=False, install_signal_handlers=False)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_brings_the_receipt_to_the_mail_server(inbox):
    question = factories.question(asker_email="kim@example.com")
    tell_asker(question)

    asyncio.run(work())

    assert [(letter["To"], letter["Subject"]) for letter in inbox.letters] == [
        ("kim@example.com", "We received your message")
    ]
    assert ProcrastinateJob.objects.get(args__question_id=question.pk).status == "succeeded"
    assert Notice.objects.owed().count() == 0
