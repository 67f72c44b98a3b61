"""The audit as a manager reads it: in words instead of names in the code, and never to change."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.html import strip_tags

from qa.admin.page_words import page_in_words, thing_in_words
from qa.login import urls as login_urls
from qa.models import AuditEntry
from qa.models.audit import record
from tests import factories
from tests.desk import log_in_manager
from tests.qa.audit import address

pytestmark = pytest.mark.django_db


def names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        inner = getattr(pattern, "url_patterns", None)
        found += names(inner) if inner is not None else [pattern.name or ""]
    return [name for name in found if name]


def test_every_page_of_the_desk_is_named_in_words():
    pages = {name: page_in_words(name) for name in names(admin.site.get_urls())}
    logins = {name: page_in_words(name) for name in names(login_urls.urlpatterns)}

    in_code = {name for name, words in {**pages, **logins}.items() if "_" in words or name == words}
    assert in_code == set()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("index", "Today"),
        ("qa_question_changelist", "Question: list"),
        ("qa_revision_preview", "Revision: as readers will see it"),
        ("auth_user_password_change", "User: password"),
        ("qa_answeredcount_history", "Question answered beforehand: what happened"),
        ("mfa_add_webauthn", "Own second factor, new passkey"),
    ],
)
def test_page_has_words(page, words):
    assert page_in_words(page) == words


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        ("qa.question", "12", "question 12"),
        ("qa.warningsign", "", "warning sign"),
        ("qa.gone", "3", "gone 3"),
        ("", "", ""),
    ],
)
def test_thing_has_words(kind, key, words):
    assert thing_in_words(kind, key) == words


def test_list_of_the_audit_says_what_was_done_in_words(client):
    log_in_manager(client)
    nadia = factories.user(first_name="Nadia", last_name="Petrov")
    record(
        AuditEntry.Kind.LOOKED,
        person=nadia,
        page="qa_answeredcount_history",
        object_kind="qa.answeredcount",
        object_key=7,
    )

    page = client.get(reverse("admin:qa_auditentry_changelist"), {"person": nadia.pk})

    row = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    cells = [cell.strip() for cell in strip_tags(row.replace("</td>", "|")).split("|")]
    assert cells[1:-1] == [
        "Nadia Petrov",
        "Looked at",
        "Question answered beforehand: what happened",
        "question answered beforehand 7",
        "-",
    ]


def test_list_of_the_audit_shows_counts_to_whoever_asks_for_them(client):
    log_in_manager(client)

    response = client.get(reverse("admin:qa_auditentry_changelist"), {"_facets": "1"})

    assert response.status_code == 200


def test_manager_reads_the_audit_by_person_day_and_kind(client):
    log_in_manager(client)
    nadia = factories.user(first_name="Nadia", last_name="Petrov")
    record(AuditEntry.Kind.REFUSED, person=nadia, page="index")
    record(AuditEntry.Kind.LOOKED, person=nadia, page="index")
    AuditEntry.objects.create(
        at=timezone.now() - dt.timedelta(days=3),
        kind=AuditEntry.Kind.REFUSED,
        person=nadia,
        page="index",
    )

    def seen(**query) -> int:
        page = client.get(address("qa_auditentry_changelist"), {"person": nadia.pk, **query})
        return len(page.context["cl"].result_list)

    assert [seen(), seen(show="week"), seen(show="week", kind__exact="refused")] == [2, 3, 2]


@pytest.mark.parametrize("step", ["change", "delete"])
def test_nobody_changes_the_audit_at_the_desk(client, step):
    client.force_login(factories.user("manager", is_superuser=True))
    record(AuditEntry.Kind.REFUSED, person=None, page="index")
    entry = AuditEntry.objects.get()

    response = client.post(address(f"qa_auditentry_{step}", entry.pk), {"kind": "looked"})

    assert (response.status_code, entry.kind) == (403, "refused")
