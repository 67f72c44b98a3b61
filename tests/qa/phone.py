"""What the desk does for an asker on the phone: what it offers, sends and notes."""

import html as markup

from django.core import mail

from qa.models import AuditEntry, Notice, Question
from qa.outbox import send_notice
from tests.qa.desk_pages import page

NAME, OLD, NEW = "Zebediah Quill", "zebediah.qill@example.org", "zebediah.quill@example.org"


def text_of(response) -> str:
    return markup.unescape(response.content.decode())


def sent() -> list[tuple[str, str]]:
    """Send every letter that is owed; return whom each went to and its subject."""
    for notice in Notice.objects.owed().order_by("pk"):
        send_notice(notice_id=notice.pk)
    return [(message.to[0], message.subject) for message in mail.outbox]


def changes() -> list[tuple[str, str, str]]:
    """What the audit says was done: which page, what kind of act, which question."""
    rows = AuditEntry.objects.changes().order_by("id")
    return [(row.page, row.kind, row.object_key) for row in rows]


def offered(client, question: Question) -> list[str]:
    return [words for _, words in client.get(page(question)).context["for_the_asker"]]
