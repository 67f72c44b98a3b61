"""The pages of a question, and the letters and calls that come of them, for tests of its asker."""

import json

from django.core import mail
from django.db import connection

from qa.models import Notice, Question
from qa.outbox import send_notice


def page(question: Question, name: str) -> str:
    return question.get_status_url() + name


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
