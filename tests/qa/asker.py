"""The pages of a question, and the letters and calls that come of them, for tests of its asker."""

import json

from django.core import mail
from django.db import connection
from django.test import Client

from qa.models import Notice, Question
from qa.outbox import send_notice


def page(question: Question, name: str) -> str:
    return question.get_status_url() + name


def known(question: Question) -> Client:
    """The browser of the asker, who gave the address before."""
    client = Client()
    client.post(question.get_status_url(), {"asker_email": question.asker_email})
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def main_of(response) -> str:
    return text_of(response).partition("<main")[2].partition("</main>")[0]


def heading(response) -> str:
    return text_of(response).partition("<h1>")[2].partition("</h1>")[0]


def sent() -> list:
    """Send every letter that is owed; return the messages."""
    for notice in Notice.objects.owed().order_by("pk"):
        send_notice(notice_id=notice.pk)
    return mail.outbox


def calls_of_staff() -> list[dict[str, str]]:
    """What the worker was asked to tell the staff."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'call_staff'")
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor]
