"""The desk: logging in with a second factor, in one step, and what stands at each address."""

import time
from collections.abc import Iterator

from allauth.account.internal.flows import login as records
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from clinics.models import Therapist
from qa.models import (
    AnsweredCount,
    AuditEntry,
    BookingCount,
    ConsentWording,
    Disclaimer,
    Feedback,
    Passage,
    Revision,
    SearchCount,
    Synonym,
    WarningSign,
)
from qa.models.audit import record
from tests import factories

# Steps that only a form takes, by the names of their addresses.
POSTED = {
    *("logout", "qa_question_start", "qa_question_claim", "qa_question_release"),
    *("qa_question_quarantine", "qa_question_restore", "qa_revision_autosave", "qa_revision_send"),
    *("qa_notice_retry", "qa_revision_take_back", "qa_revision_approve", "qa_answer_revise"),
    "qa_answer_confirm",
    "qa_revision_restore",
    "qa_revision_unschedule",
    "auth_user_end_sessions",
    "qa_revision_similar",
    "qa_question_begin_private",
}
# What stands in the addresses that belong to no object.
ARGUMENTS: dict[str, list] = {"app_list": ["qa"], "view_on_site": [0, 0]}


class DeskClient(Client):
    """A client whose people have shown their second factor a moment ago."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        show_second_factor(self, user)


def show_second_factor(client: Client, user: User) -> None:
    """Mark the session as django-allauth does once somebody typed a code of their app."""
    session = client.session
    session[records.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": time.time()}
    ]
    session[records._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def log_in(client: Client, role: str = "therapist", *rights: str) -> Therapist:
    """Log in as somebody new of this role with these rights more; return their therapist."""
    user = factories.user(role)
    for right in rights:
        user.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(user)
    show_second_factor(client, user)
    return factories.therapist(user=user)


def log_in_manager(client: Client) -> None:
    """Log in as a manager, who is no therapist."""
    manager = factories.user("manager")
    client.force_login(manager)
    show_second_factor(client, manager)


def said(response) -> list[str]:
    """What the desk told the person."""
    return [str(message) for message in response.context["messages"]]


def urls(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Name every address there is."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from urls(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def address(name: str, pks: dict[str, int]) -> str:
    """Return the address of this name, of the object that `objects` made for it."""
    if name in ARGUMENTS:
        return reverse(f"admin:{name}", args=ARGUMENTS[name])
    kind = next((kind for kind in pks if name.startswith(f"{kind}_")), None)
    if kind is None or name.endswith(("_changelist", "_add", "_by_address")):
        return reverse(f"admin:{name}")
    return reverse(f"admin:{name}", args=[pks[kind]])


def objects() -> dict[str, int]:
    """One object of every kind, by the beginning of the names of its addresses."""
    revision = factories.draft()
    live = factories.published_answer().live_revision
    return {
        "qa_question": factories.question().pk,
        "qa_revision": revision.pk,
        "qa_auditentry": audit_entry().pk,
        "qa_answer": live.answer_id,
        "qa_passage": Passage.objects.create(title="Thanks", body="<p>Thank you.</p>").pk,
        "qa_topic": factories.topic().pk,
        "qa_notice": factories.question().notices.create(kind="received").pk,
        "qa_bookingcount": booking_count().pk,
        "qa_disclaimer": Disclaimer.objects.get().pk,
        "qa_consentwording": ConsentWording.objects.get().pk,
        "qa_warningsign": WarningSign.objects.all()[0].pk,
        "qa_searchcount": search_count().pk,
        "qa_answeredcount": answered_count(live).pk,
        "qa_synonym": Synonym.objects.first().pk,
        "qa_feedback": Feedback.objects.create(revision=live, is_helpful=True).pk,
        "clinics_organization": 1,
        "clinics_clinic": factories.clinic().pk,
        "clinics_therapist": factories.therapist().pk,
        "auth_user": factories.user().pk,
        "auth_group": 1,
        "procrastinate_procrastinatejob": job(),
    }


def audit_entry() -> AuditEntry:
    record(AuditEntry.Kind.LOOKED, person=factories.user(), page="index")
    return AuditEntry.objects.latest("id")


def search_count() -> SearchCount:
    SearchCount.objects.count_search("", 0)
    return SearchCount.objects.get()


def answered_count(live: Revision) -> AnsweredCount:
    AnsweredCount.objects.count_one(live.answer)
    return AnsweredCount.objects.get()


def booking_count() -> BookingCount:
    BookingCount.objects.count_booking(None, None)
    return BookingCount.objects.get()


def job() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('mail', 'send_notice')"
            " RETURNING id"
        )
        return cursor.fetchone()[0]
