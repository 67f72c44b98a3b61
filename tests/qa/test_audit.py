import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from qa.audit import Audited, audited, note
from qa.models import AuditEntry, Question, Synonym
from qa.models.audit import record
from tests import factories
from tests.desk import DeskClient, log_in, log_in_manager
from tests.qa.editor import typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

Kind = AuditEntry.Kind
CANARY = "zanzibarquill"


def rows() -> list[tuple[str, str, str, str]]:
    """What the audit holds: kind, page, kind of object, key; the first one first."""
    entries = AuditEntry.objects.order_by("id")
    return list(entries.values_list("kind", "page", "object_kind", "object_key"))


def address(name: str, *keys: object) -> str:
    return reverse(f"admin:{name}", args=keys)


def old_row(years: int) -> AuditEntry:
    at = timezone.now() - relativedelta(years=years) - dt.timedelta(days=1)
    return AuditEntry.objects.create(at=at, kind=Kind.LOOKED, page="index")


def test_look_at_a_question_is_one_row(client):
    therapist = log_in(client)
    question = factories.question()

    before = timezone.now()
    client.get(address("qa_question_change", question.pk))

    [entry] = AuditEntry.objects.all()
    assert (entry.person, entry.kind, entry.page) == (
        therapist.user,
        "looked",
        "qa_question_change",
    )
    assert (entry.object_kind, entry.object_key) == ("qa.question", str(question.pk))
    assert before <= entry.at <= timezone.now()


@pytest.mark.parametrize(
    ("name", "query", "kind"),
    [
        ("index", {}, "looked"),
        ("qa_question_changelist", {}, "looked"),
        ("qa_question_changelist", {"show": "all"}, "looked"),
        ("qa_question_changelist", {"q": CANARY}, "searched"),
        ("password_change", {}, "looked"),
    ],
)
def test_page_without_an_object_is_one_row(client, name, query, kind):
    log_in(client)

    client.get(address(name), query)

    assert [(row[0], row[1], row[3]) for row in rows()] == [(kind, name, "")]


@pytest.mark.parametrize("step", ["claim", "release", "start", "quarantine"])
def test_step_is_one_row(client, step):
    log_in(client)
    question = factories.question()

    client.post(address(f"qa_question_{step}", question.pk))

    page = f"qa_question_{step}"
    assert rows() == [("changed", page, "qa.question", str(question.pk))]


def test_step_that_did_nothing_is_one_row(client):
    log_in(client)
    question = factories.question()
    question.claim(factories.therapist())

    client.post(address("qa_question_claim", question.pk))

    assert rows() == [("tried", "qa_question_claim", "qa.question", str(question.pk))]


def test_text_sent_to_an_asker_is_one_row_without_it(client):
    log_in(client)
    question = factories.question()

    client.post(address("qa_question_answer", question.pk), {"text": f"Rest, {CANARY}."})

    assert rows() == [("changed", "qa_question_answer", "qa.question", str(question.pk))]


@pytest.mark.parametrize(
    ("button", "page"), [("_save", "qa_revision_change"), ("_send", "qa_revision_change")]
)
def test_writing_is_one_row(client, button, page):
    therapist = log_in(client)
    revision = factories.draft(author=therapist)

    client.post(address(page, revision.pk), {**typed(revision), button: "1"})

    assert rows() == [("changed", page, "qa.revision", str(revision.pk))]


def test_draft_that_saves_itself_is_one_row(client):
    therapist = log_in(client)
    revision = factories.draft(author=therapist)

    client.post(address("qa_revision_autosave", revision.pk), typed(revision))

    assert rows() == [("changed", "qa_revision_autosave", "qa.revision", str(revision.pk))]


def test_draft_shows_its_questions_in_the_audit(client):
    therapist = log_in(client)
    question = factories.question()
    revision = question.start_answer(therapist)

    client.get(address("qa_revision_change", revision.pk))

    assert AuditEntry.objects.get().fields == f"question {question.pk}"


def test_each_object_of_an_action_is_one_row(client):
    log_in(client, "reviewer", "change_synonym")
    chosen = list(Synonym.objects.filter(approved_on=None)[:3])

    client.post(
        address("qa_synonym_changelist"),
        {"action": "approve", "_selected_action": [synonym.pk for synonym in chosen]},
    )

    assert sorted(row[3] for row in rows()) == sorted(str(synonym.pk) for synonym in chosen)
    assert {row[:3] for row in rows()} == {("changed", "qa_synonym_changelist", "qa.synonym")}


def test_form_of_the_admin_is_one_row_with_the_names_of_fields(client):
    log_in_manager(client)
    topic = factories.topic(name="Knee")

    client.post(
        address("qa_topic_change", topic.pk),
        {"name": CANARY, "slug": topic.slug, "position": 3, "description": CANARY},
    )

    [entry] = AuditEntry.objects.all()
    assert (entry.kind, entry.object_key) == ("changed", str(topic.pk))
    assert entry.fields == "Name, Description, Position"


def test_new_and_deleted_objects_are_one_row_each(client):
    log_in_manager(client)

    client.post(address("qa_topic_add"), {"name": "Foot", "slug": "foot", "position": 1})
    [(kind, page, object_kind, key)] = rows()
    client.post(address("qa_topic_delete", key), {"post": "yes"})

    assert (kind, page, object_kind) == ("added", "qa_topic_add", "qa.topic")
    assert rows()[1:] == [("deleted", "qa_topic_delete", "qa.topic", key)]


@pytest.mark.parametrize("method", ["get", "post"])
def test_refusal_is_one_row(client, method):
    log_in(client)
    user = factories.user()

    response = getattr(client, method)(address("auth_user_change", user.pk))

    assert response.status_code == 403
    assert rows() == [("refused", "auth_user_change", "auth.user", str(user.pk))]


def test_refusal_takes_back_what_the_page_did(client):
    log_in(client)
    question = factories.question()
    request = client.get(address("index")).wsgi_request
    del request.audit_changes

    def change_and_refuse(request):
        question.quarantine()
        note(request, Kind.CHANGED, question)
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        audited(admin.site, change_and_refuse)(request)

    assert Question.objects.get().status == "received"
    assert [row[0] for row in rows()] == ["looked", "refused"]


def test_download_is_an_export(client):
    log_in(client)
    request = client.get(address("index")).wsgi_request
    del request.audit_changes
    file = HttpResponse("a,b", headers={"Content-Disposition": "attachment; filename=a.csv"})

    audited(admin.site, lambda request: file)(request)

    assert [row[0] for row in rows()] == ["looked", "exported"]


def test_address_of_a_stranger_is_no_row(client):
    client.get(address("index"))

    assert rows() == []


def test_own_password_is_one_row(client):
    log_in(client)

    client.post(
        address("password_change"),
        {
            "old_password": "quiet river stone",
            "new_password1": f"{CANARY} over the hills",
            "new_password2": f"{CANARY} over the hills",
        },
    )

    [(kind, page, object_kind, _)] = rows()
    assert (kind, page, object_kind) == ("changed", "password_change", "auth.user")


def test_every_page_of_an_object_keeps_its_history_in_the_audit():
    assert {
        type(page) for page in admin.site._registry.values() if not isinstance(page, Audited)
    } == set()


def test_log_of_the_admin_stays_empty(client):
    log_in_manager(client)
    topic = factories.topic()

    client.post(
        address("qa_topic_change", topic.pk), {"name": "Foot", "slug": topic.slug, "position": 1}
    )

    assert not LogEntry.objects.exists()


def test_history_tells_changes_only(client):
    therapist = log_in(client)
    question = factories.question()

    client.get(address("qa_question_change", question.pk))
    client.post(address("qa_question_claim", question.pk))

    history = client.get(address("qa_question_history", question.pk))
    assert [entry.act for entry in history.context["entries"]] == ["Claimed"]
    assert therapist.user.username in history.content.decode()


def test_audit_holds_no_word_of_anybody(client):
    log_in(client, "therapist", "view_asker")
    question = factories.question(
        text=f"My {CANARY} hurts.", asker_name=CANARY, asker_email=f"{CANARY}@example.org"
    )

    client.get(address("index"))
    client.get(address("qa_question_changelist"), {"q": CANARY})
    client.get(address("qa_question_change", question.pk))
    client.get(address("qa_question_decline", question.pk), {"reason": CANARY})
    client.post(address("qa_question_answer", question.pk), {"text": CANARY})
    client.get(f"/admin/qa/question/{CANARY}/change/")
    client.get(f"/admin/auth/user/{CANARY}/history/")
    client.post(address("password_change"), {"old_password": CANARY})

    assert len(rows()) == 6
    assert CANARY not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE qa_auditentry SET kind = 'looked'",
        "DELETE FROM qa_auditentry",
        "TRUNCATE qa_auditentry",
    ],
)
def test_database_changes_no_row(statement):
    record(Kind.REFUSED, person=None, page="index")
    with connection.cursor() as cursor:
        # The tests of the browser are allowed to empty the tables.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE qa_auditentry ENABLE TRIGGER audit_never_emptied")

        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            cursor.execute(statement)

    assert AuditEntry.objects.get().kind == "refused"


def test_database_lets_go_what_is_older_than_six_years():
    old_row(6)
    young = old_row(5)

    AuditEntry.objects.outlived().delete()

    assert AuditEntry.objects.get() == young


def test_database_keeps_what_is_younger_than_six_years():
    young = old_row(5)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        young.delete()


def test_manager_reads_the_audit_by_person_day_and_kind(client):
    log_in_manager(client)
    nadia = factories.user(first_name="Nadia", last_name="Petrov")
    record(Kind.REFUSED, person=nadia, page="index")
    record(Kind.LOOKED, person=nadia, page="index")
    AuditEntry.objects.create(
        at=timezone.now() - dt.timedelta(days=3), kind=Kind.REFUSED, person=nadia, page="index"
    )

    def seen(**query) -> int:
        page = client.get(address("qa_auditentry_changelist"), {"person": nadia.pk, **query})
        return len(page.context["cl"].result_list)

    assert [seen(), seen(show="week"), seen(show="week", kind__exact="refused")] == [2, 3, 2]


@pytest.mark.parametrize("step", ["change", "delete"])
def test_nobody_changes_the_audit_at_the_desk(client, step):
    client.force_login(factories.user("manager", is_superuser=True))
    record(Kind.REFUSED, person=None, page="index")
    entry = AuditEntry.objects.get()

    response = client.post(address(f"qa_auditentry_{step}", entry.pk), {"kind": "looked"})

    assert (response.status_code, entry.kind) == (403, "refused")


def test_form_without_its_token_is_one_row_without_its_words():
    browser = DeskClient(enforce_csrf_checks=True)
    therapist = log_in(browser)
    question = factories.question()

    response = browser.post(address("qa_question_answer", question.pk), {"text": CANARY})

    assert response.status_code == 403
    [entry] = AuditEntry.objects.all()
    assert (entry.person, entry.kind, entry.page) == (
        therapist.user,
        "refused",
        "qa_question_answer",
    )
    assert (entry.object_kind, entry.object_key) == ("qa.question", str(question.pk))
    assert entry.fields == ""


@pytest.mark.parametrize("name", ["index", "qa_passage_add"])
def test_form_without_its_token_and_about_nothing_yet_is_one_row(name):
    browser = DeskClient(enforce_csrf_checks=True)
    log_in(browser)

    browser.post(address(name), {"title": CANARY})

    assert [(kind, page, key) for kind, page, _, key in rows()] == [("refused", name, "")]


def test_forms_of_strangers_fill_no_audit():
    browser = Client(enforce_csrf_checks=True)

    browser.post(address("qa_passage_add"))
    browser.post(reverse("account_login"))
    browser.post(reverse("question-create"))

    assert rows() == []
