"""Who may open which address of the desk. An address that is new and not listed here fails.

Which of them are posted, and what stands at each, is said in `tests/desk.py`.
"""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from qa.models import AuditEntry, Question
from tests import factories
from tests.desk import POSTED, address, log_in, log_in_manager, objects, urls

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

NAME, EMAIL = "Zebediah Quill", "zebediah.quill@example.org"
ROLES = ["anonymous", "therapist without the contact right", "reviewer", "manager", "therapist"]
# One sign a role, in this order. L: has to log in, y: is let in, n: forbidden, -: nothing there.
TABLE = {
    "app_list": "Lyyyy",
    "autocomplete": "Lnnnn",
    "index": "Lyyyy",
    "jsi18n": "Lyyyy",
    # These two belong to the table of logging in, which has the same addresses.
    "login": "yyyyy",
    "logout": "LLLLL",
    "password_change": "Lyyyy",
    "password_change_done": "Lyyyy",
    "view_on_site": "L----",
    "auth_group_add": "Lnnnn",
    "auth_group_change": "Lnnyn",
    "auth_group_changelist": "Lnnyn",
    "auth_group_delete": "Lnnnn",
    "auth_group_history": "Lnnyn",
    "auth_user_add": "Lnnyn",
    "auth_user_change": "Lnnyn",
    "auth_user_changelist": "Lnnyn",
    "auth_user_delete": "Lnnnn",
    "auth_user_end_sessions": "Lnnyn",
    "auth_user_history": "Lnnyn",
    "auth_user_password_change": "Lnnyn",
    "qa_auditentry_add": "Lnnnn",
    "qa_auditentry_change": "Lnnyn",
    "qa_auditentry_changelist": "Lnnyn",
    "qa_auditentry_delete": "Lnnnn",
    "qa_auditentry_history": "Lnnyn",
    "clinics_clinic_add": "Lnnyn",
    "clinics_clinic_change": "Lyyyy",
    "clinics_clinic_changelist": "Lyyyy",
    "clinics_clinic_delete": "Lnnnn",
    "clinics_clinic_history": "Lyyyy",
    "clinics_organization_add": "Lnnnn",
    "clinics_organization_change": "Lnnyn",
    "clinics_organization_changelist": "Lnnyn",
    "clinics_organization_delete": "Lnnnn",
    "clinics_organization_history": "Lnnyn",
    "clinics_therapist_add": "Lnnyn",
    "clinics_therapist_change": "Lyyyy",
    "clinics_therapist_changelist": "Lyyyy",
    "clinics_therapist_delete": "Lnnnn",
    "clinics_therapist_history": "Lyyyy",
    "procrastinate_procrastinatejob_add": "Lnnnn",
    "procrastinate_procrastinatejob_change": "Lnnnn",
    "procrastinate_procrastinatejob_changelist": "Lnnnn",
    "procrastinate_procrastinatejob_delete": "Lnnnn",
    "procrastinate_procrastinatejob_history": "Lnnnn",
    "qa_answer_add": "Lyyny",
    "qa_answer_change": "Lyyyy",
    "qa_answer_changelist": "Lyyyy",
    "qa_answer_delete": "Lnnnn",
    "qa_answer_history": "Lyyyy",
    "qa_answer_revise": "Lyyny",
    "qa_answer_withdraw": "Lnyyn",
    "qa_bookingcount_add": "Lnnnn",
    "qa_bookingcount_change": "Lnnyn",
    "qa_bookingcount_changelist": "Lnnyn",
    "qa_bookingcount_delete": "Lnnnn",
    "qa_bookingcount_history": "Lnnyn",
    "qa_consentwording_add": "Lnnyn",
    "qa_consentwording_change": "Lnnyn",
    "qa_consentwording_changelist": "Lnnyn",
    "qa_consentwording_delete": "Lnnnn",
    "qa_consentwording_history": "Lnnyn",
    "qa_disclaimer_add": "Lnnyn",
    "qa_disclaimer_change": "Lyyyy",
    "qa_disclaimer_changelist": "Lyyyy",
    "qa_disclaimer_delete": "Lnnnn",
    "qa_disclaimer_history": "Lyyyy",
    "qa_feedback_add": "Lnnnn",
    "qa_feedback_change": "Lnnyn",
    "qa_feedback_changelist": "Lnnyn",
    "qa_feedback_delete": "Lnnnn",
    "qa_feedback_history": "Lnnyn",
    "qa_question_add": "Lnnnn",
    "qa_question_answer": "Lyyny",
    "qa_question_asker_address": "Lnnyn",
    "qa_question_asker_consent": "Lnnyn",
    "qa_question_asker_erase": "Lnnyn",
    "qa_question_asker_withdraw": "Lnnyn",
    "qa_question_begin_private": "Lyyny",
    "qa_question_reuse": "Lyyny",
    "qa_question_change": "Lyyyy",
    "qa_question_changelist": "Lyyyy",
    "qa_question_claim": "Lyyny",
    "qa_question_decline": "Lyyyy",
    "qa_question_delete": "Lnnnn",
    "qa_question_by_address": "Lnnyy",
    "qa_question_history": "Lyyyy",
    "qa_question_quarantine": "Lyyyy",
    "qa_question_release": "Lyyny",
    "qa_question_restore": "Lyyyy",
    "qa_question_start": "Lyyny",
    "qa_revision_add": "Lnnnn",
    "qa_revision_approve": "Lnynn",
    "qa_revision_similar": "Lyyny",
    "qa_passage_add": "Lyyyy",
    "qa_passage_change": "Lyyyy",
    "qa_passage_changelist": "Lyyyy",
    "qa_passage_delete": "Lnyyn",
    "qa_passage_history": "Lyyyy",
    "qa_revision_correct": "Lyyny",
    "qa_revision_unschedule": "Lnynn",
    "qa_revision_autosave": "Lyyny",
    "qa_revision_change": "Lyyyy",
    "qa_revision_checks": "Lyyny",
    "qa_revision_changelist": "Lyyyy",
    "qa_revision_delete": "Lnnnn",
    "qa_revision_history": "Lyyyy",
    "qa_revision_preview": "Lyyyy",
    "qa_revision_review": "Lnynn",
    "qa_revision_send": "Lyyny",
    "qa_revision_take_back": "Lyyny",
    "letters": "Lyyyy",
    "qa_notice_add": "Lnnnn",
    "qa_notice_change": "Lnnyn",
    "qa_notice_changelist": "Lnnyn",
    "qa_notice_delete": "Lnnnn",
    "qa_notice_history": "Lnnyn",
    "qa_notice_retry": "Lnnyn",
    "qa_answeredcount_add": "Lnnnn",
    "qa_answeredcount_change": "Lnnyn",
    "qa_answeredcount_changelist": "Lnnyn",
    "qa_answeredcount_delete": "Lnnnn",
    "qa_answeredcount_history": "Lnnyn",
    "qa_searchcount_add": "Lnnnn",
    "qa_searchcount_change": "Lnnyn",
    "qa_searchcount_changelist": "Lnnyn",
    "qa_searchcount_delete": "Lnnnn",
    "qa_searchcount_history": "Lnnyn",
    "qa_synonym_add": "Lnnyn",
    "qa_warningsign_add": "Lnnyn",
    "qa_warningsign_change": "Lnnyn",
    "qa_warningsign_changelist": "Lnnyn",
    "qa_warningsign_delete": "Lnnnn",
    "qa_warningsign_history": "Lnnyn",
    "qa_synonym_change": "Lnyyn",
    "qa_synonym_changelist": "Lnyyn",
    "qa_synonym_delete": "Lnnyn",
    "qa_synonym_history": "Lnyyn",
    "qa_topic_add": "Lnnyn",
    "qa_topic_change": "Lyyyy",
    "qa_topic_changelist": "Lyyyy",
    "qa_topic_delete": "Lnnyn",
    "qa_topic_history": "Lyyyy",
    "qa_answer_confirm": "Lyyny",
    "qa_revision_restore": "Lyyny",
}


def enter(client: Client, role: str) -> None:
    if role == "manager":
        log_in_manager(client)
    elif role == "therapist":
        log_in(client, "therapist", "view_asker")
    elif role != "anonymous":
        log_in(client, role.split()[0])


def outcome(response) -> str:
    if response.status_code == 302 and response.url.startswith(reverse("admin:login")):
        return "L"
    return {403: "n", 404: "-"}.get(response.status_code, "y")


def test_every_address_is_listed():
    assert set(urls(admin.site.get_urls())) == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_desk_lets_in_whom_it_should(role):
    pks = objects()
    found = {}
    for name in TABLE:
        client = Client()
        enter(client, role)
        open_ = client.post if name in POSTED else client.get
        found[name] = outcome(open_(address(name, pks)))

    assert found == {name: signs[ROLES.index(role)] for name, signs in TABLE.items()}


def test_password_alone_opens_no_address_of_the_desk():
    client, pks = Client(), objects()
    client.force_login(factories.user("manager", is_superuser=True))

    answers = {name: outcome(client.get(address(name, pks))) for name in set(TABLE) - {"login"}}

    assert {name for name, answer in answers.items() if answer != "L"} == {"logout"}


@pytest.mark.parametrize("role", ["therapist", "reviewer", "manager"])
def test_who_asked_is_on_no_page_without_the_right(role):
    Permission.objects.get(codename="view_asker").group_set.clear()
    client = Client()
    enter(client, "manager" if role == "manager" else f"{role} without the contact right")
    pks = objects_about(factories.question(asker_name=NAME, asker_email=EMAIL))

    found, shown = [], 0
    for name in sorted(set(TABLE) - POSTED):
        response = client.get(address(name, pks), {"q": NAME, "show": "all"}, follow=True)
        found += [name for word in (NAME, EMAIL) if word in told(response)]
        shown += response.status_code == 200

    assert (found, shown > 30) == ([], True)
    assert not AuditEntry.objects.filter(fields__contains=NAME).exists()


def objects_about(question: Question) -> dict[str, int]:
    """One object of every kind, with this question behind its letter and its draft."""
    pks = objects()
    notice = question.notices.create(kind="declined")
    revision = question.start_answer(factories.therapist())
    asked = {"qa_question": question.pk, "qa_notice": notice.pk}
    return {**pks, **asked, "qa_revision": revision.pk, "qa_answer": revision.answer_id}


def told(response) -> str:
    """What a page says, but for the words that one typed into its search oneself."""
    return re.sub(r'<input[^>]*name="q"[^>]*>|href="[^"]*"', "", response.content.decode())
