"""What the desk refuses stands in the audit, without a word of it."""

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from qa.audit import audited, note
from qa.models import AuditEntry, Question
from tests import factories
from tests.desk import DeskClient, log_in
from tests.qa.audit import CANARY, address, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


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
        note(request, AuditEntry.Kind.CHANGED, question)
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        audited(admin.site, change_and_refuse)(request)

    assert Question.objects.get().status == "received"
    assert [row[0] for row in rows()] == ["looked", "refused"]


def test_address_of_a_stranger_is_no_row(client):
    client.get(address("index"))

    assert rows() == []


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
