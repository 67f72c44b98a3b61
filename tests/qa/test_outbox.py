import asyncio
import datetime as dt
import socket
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.jobs import Job

from qa.mail import MaybeSent
from qa.models import Notice
from qa.notifications import send_again, tell_asker, tell_staff_of_new
from qa.outbox import MailRetry, send_notice
from qa.tasks import publish_scheduled, take_up_stalled_jobs
from tests import factories
from tests.mail_server import running_mail_server

pytestmark = pytest.mark.django_db

REAL_MAIL = "qa.mail.CarefulBackend"


def owed_notice(**values) -> Notice:
    return factories.question(**values).notices.create(kind="received")


def test_send_notice_sends_the_letter_and_remembers_it():
    notice = owed_notice()

    send_notice(notice_id=notice.pk)

    notice.refresh_from_db()
    assert [message.to for message in mail.outbox] == [["robin@example.com"]]
    assert notice.sent_at is not None


def test_send_notice_sends_nothing_twice():
    notice = owed_notice()

    for _ in range(2):
        send_notice(notice_id=notice.pk)

    assert len(mail.outbox) == 1


def test_send_notice_forgets_a_question_that_was_erased():
    notice = owed_notice()
    number = notice.pk
    notice.question.delete()

    send_notice(notice_id=number)

    assert mail.outbox == []


def test_send_notice_writes_to_nobody_when_the_address_is_forgotten():
    notice = owed_notice(asker_email=None)

    send_notice(notice_id=notice.pk)

    assert mail.outbox == []


def test_send_notice_still_owes_a_letter_that_no_server_took(settings):
    settings.EMAIL_BACKEND = REAL_MAIL
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice = owed_notice()

    with pytest.raises(ConnectionRefusedError):
        send_notice(notice_id=notice.pk)

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


def test_letter_that_may_have_gone_out_waits_an_hour():
    decision = MailRetry().get_retry_decision(exception=MaybeSent(), job=job(attempts=0))

    assert round((decision.retry_at - dt.datetime.now(dt.UTC)).total_seconds() / 60) == 60


def test_mail_is_tried_again_for_three_days():
    minutes = [round(wait.total_seconds() / 60) for wait in waits()]

    assert minutes[:5] == [1, 2, 4, 8, 16]
    assert max(minutes) == 360
    assert 72 <= sum(minutes) / 60 <= 80


@pytest.fixture
def mail_server(settings, tmp_path):
    """A real mail server that the product sends to."""
    with running_mail_server(tmp_path) as server:
        settings.EMAIL_BACKEND = REAL_MAIL
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


def try_to_send(notice: Notice, times: int = 1) -> list[type[Exception] | None]:
    """Do what the worker does with a letter, so many times; return how each try ended."""
    outcomes: list[type[Exception] | None] = []
    for _ in range(times):
        try:
            send_notice(notice_id=notice.pk)
            outcomes.append(None)
        except Exception as error:
            outcomes.append(type(error))
    return outcomes


@pytest.mark.parametrize(
    ("behavior", "error"), [("busy", SMTPDataError), ("refuse", SMTPDataError)]
)
def test_letter_that_is_refused_is_sent_once_when_the_server_takes_it(mail_server, behavior, error):
    notice = owed_notice()
    mail_server.behave(behavior)
    refused = try_to_send(notice, 4)
    mail_server.behave("well")

    sent = try_to_send(notice, 2)

    assert (refused, sent) == ([error] * 4, [None, None])
    assert len(mail_server.letters) == 1


def test_letter_waits_while_the_server_is_down(mail_server, settings):
    notice = owed_notice()
    settings.EMAIL_PORT = 1
    down = try_to_send(notice, 3)
    settings.EMAIL_PORT = mail_server.port

    sent = try_to_send(notice)

    assert (down, sent) == ([ConnectionRefusedError] * 3, [None])
    assert len(mail_server.letters) == 1


def test_letter_waits_while_the_server_does_not_even_greet(mail_server, settings):
    notice = owed_notice()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_PORT = silent.getsockname()[1]
        hanging = try_to_send(notice, 3)
    settings.EMAIL_PORT = mail_server.port

    sent = try_to_send(notice)

    assert (hanging, sent) == ([SMTPServerDisconnected] * 3, [None])
    assert len(mail_server.letters) == 1


@pytest.mark.parametrize("behavior", ["drop", "hang"])
def test_letter_that_may_have_arrived_is_sent_twice_at_most(mail_server, behavior):
    notice = owed_notice()
    mail_server.behave(behavior)

    outcomes = try_to_send(notice, 5)

    assert outcomes == [MaybeSent, MaybeSent, None, None, None]
    assert len(mail_server.letters) == 2
    assert len(set(mail_server.message_ids)) == 1
    assert list(Notice.objects.overdue()) == [notice]


def test_letter_that_may_have_arrived_is_tried_once_more(mail_server):
    notice = owed_notice()
    mail_server.behave("drop")
    try_to_send(notice)
    mail_server.behave("well")

    assert try_to_send(notice, 2) == [None, None]

    assert len(mail_server.letters) == 2
    assert len(set(mail_server.message_ids)) == 1
    assert list(Notice.objects.owed()) == []


def test_person_may_have_a_doubtful_letter_sent_again(mail_server, jobs):
    notice = owed_notice()
    mail_server.behave("drop")
    try_to_send(notice, 2)
    mail_server.behave("well")

    send_again(notice)

    assert try_to_send(notice) == [None]
    assert list(Notice.objects.owed()) == []


@pytest.fixture
def only_these_jobs(mail_server):
    """Nothing that another test left in the queue, which no rollback empties."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    return mail_server


async def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(wait=False, install_signal_handlers=False)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_brings_the_receipt_to_the_mail_server(only_these_jobs):
    tell_asker(factories.question(asker_email="kim@example.com"))

    asyncio.run(work())

    assert [(letter["To"], letter["Subject"]) for letter in only_these_jobs.letters] == [
        ("kim@example.com", "We received your message")
    ]
    job = ProcrastinateJob.objects.get(args__notice_id=Notice.objects.get().pk)
    assert job.status == "succeeded"
    assert Notice.objects.owed().count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_brings_a_new_question_to_the_staff(only_these_jobs):
    factories.user(email="kim@clinic.example")
    tell_staff_of_new(factories.question())

    asyncio.run(work())

    assert [(letter["To"], letter["Subject"]) for letter in only_these_jobs.letters] == [
        ("kim@clinic.example", "A new message waits at the desk")
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_publishes_before_it_sends_letters(only_these_jobs):
    tell_asker(factories.question())
    publish_scheduled.defer(timestamp=0)

    asyncio.run(work())

    ended = ProcrastinateEvent.objects.filter(type="succeeded").order_by("at", "id")
    names = list(ended.values_list("job__task_name", flat=True))
    assert names.index("publish_scheduled") < names.index("send_notice")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_job_of_a_killed_worker_is_begun_anew(only_these_jobs):
    tell_asker(factories.question(asker_email="kim@example.com"))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing',"
            " worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE status = 'todo'"
        )

    take_up_stalled_jobs.defer(timestamp=0)
    asyncio.run(work())

    assert len(only_these_jobs.letters) == 1
