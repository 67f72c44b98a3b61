import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.utils import timezone

from qa.audit import Audited, audited
from qa.models import AuditEntry, Synonym
from tests import factories
from tests.desk import log_in, log_in_manager
from tests.qa.audit import CANARY, address, rows
from tests.qa.editor import typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


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


def test_download_is_an_export(client):
    log_in(client)
    request = client.get(address("index")).wsgi_request
    del request.audit_changes
    file = HttpResponse("a,b", headers={"Content-Disposition": "attachment; filename=a.csv"})

    audited(admin.site, lambda request: file)(request)

    assert [row[0] for row in rows()] == ["looked", "exported"]


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
