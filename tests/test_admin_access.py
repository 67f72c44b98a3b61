"""Who may open which address of the desk. An address that is new and not listed here fails."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from qa.login import urls as login_urls
from qa.models import (
    AnsweredCount,
    AuditEntry,
    BookingCount,
    ConsentWording,
    Disclaimer,
    Feedback,
    Passage,
    Question,
    Revision,
    SearchCount,
    Synonym,
    WarningSign,
)
from qa.models.audit import record
from tests import factories
from tests.desk import log_in, log_in_manager, show_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

NAME, EMAIL = "Zebediah Quill", "zebediah.quill@example.org"
ROLES = ["anonymous", "therapist without the contact right", "reviewer", "manager", "therapist"]
# One sign a role, in this order. L: has to log in, y: is let in, n: forbidden, -: nothing there.
TABLE = {
    "app_list": "Lyyyy",
    "autocomplete": "Lnnnn",
    "index": "Lyyyy",
    "jsi18n": "Lyyyy",
    # These two belong to LOGIN_TABLE, which has the same addresses.
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
ARGUMENTS: dict[str, list] = {"app_list": ["qa"], "view_on_site": [0, 0]}


# The addresses of logging in. One sign for: nobody, a password alone, a second factor as well.
# Sent to L: the login, F: the making of a factor, D: the desk, C: showing oneself again (the tests
# of a password alone begin without a login a moment ago), R: the removal of the app that is there.
LOGIN_TABLE = {
    "account_login": "yFD",
    "mfa_authenticate": "LDD",
    "mfa_login_webauthn": "LDD",
    "account_logout": "LLL",
    "session-how-long": "yyy",
    "account_reauthenticate": "Lyy",
    "mfa_reauthenticate": "LCy",
    "mfa_reauthenticate_webauthn": "LCC",
    "mfa_index": "Lyy",
    "mfa_activate_totp": "LCR",
    "mfa_deactivate_totp": "L-y",
    "mfa_add_webauthn": "LCy",
    "mfa_remove_webauthn": "LC-",
    "mfa_view_recovery_codes": "L-y",
    "mfa_generate_recovery_codes": "LCy",
    "mfa_download_recovery_codes": "L-y",
}


def urls(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from urls(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


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


def address(name: str, pks: dict[str, int]) -> str:
    if name in ARGUMENTS:
        return reverse(f"admin:{name}", args=ARGUMENTS[name])
    kind = next((kind for kind in pks if name.startswith(f"{kind}_")), None)
    if kind is None or name.endswith(("_changelist", "_add", "_by_address")):
        return reverse(f"admin:{name}")
    return reverse(f"admin:{name}", args=[pks[kind]])


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


@pytest.mark.parametrize("name", sorted(POSTED - {"logout"}))
def test_step_is_no_link(client, name):
    client.force_login(factories.user("manager", is_superuser=True))

    assert client.get(address(name, objects())).status_code == 405


@pytest.mark.parametrize("name", sorted(POSTED))
def test_step_needs_the_token_of_a_form(name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user("manager", is_superuser=True))

    assert client.post(address(name, objects())).status_code == 403


def test_page_of_another_role_tells_staff_whom_to_ask():
    client = Client()
    therapist = log_in(client)

    page = client.get(reverse("admin:auth_user_changelist")).content.decode()

    assert f"You are logged in as {therapist.user.username}, and this login does not" in page
    assert f'href="{reverse("admin:index")}">Back to the desk' in page
    assert "log in first" not in page


def test_form_without_its_token_says_that_nothing_was_done_and_what_to_do():
    client = Client(enforce_csrf_checks=True)
    log_in(client)

    page = client.post(address("qa_question_decline", objects())).content.decode()

    assert "so nothing was done. Press Back, copy what you typed, load that page anew" in page
    assert f'href="{reverse("admin:index")}">To the desk' in page
    assert "log in first" not in page


def test_form_of_a_stranger_is_refused_without_a_look_at_who_it_is(django_assert_num_queries):
    client = Client(enforce_csrf_checks=True)

    with django_assert_num_queries(2):  # the organization in the frame of the page
        response = client.post(reverse("home"))

    assert (response.status_code, [*response.cookies]) == (403, [])
    assert "nothing was done" in response.content.decode()


def where(response) -> str:
    if response.status_code != 302:
        return {403: "n", 404: "-", 405: "x"}.get(response.status_code, "y")
    path = urlsplit(response.url).path
    known = {"account_login": "L", "mfa_index": "F", "admin:index": "D"}
    known |= {"mfa_deactivate_totp": "R"}
    signs = {reverse(name): sign for name, sign in known.items()}
    return signs.get(path, "C" if path.startswith("/admin/confirm/") else path)


def test_every_address_of_logging_in_is_listed():
    assert set(urls(login_urls.urlpatterns)) == set(LOGIN_TABLE)


@pytest.mark.parametrize("role", ["nobody", "password alone", "second factor"])
def test_login_pages_let_in_whom_they_should(role):
    found = {}
    for name in LOGIN_TABLE:
        client, user = Client(), factories.user()
        if role != "nobody":
            client.force_login(user)
        if role == "second factor":
            show_second_factor(client, user)
            factories.app_of(user)
            factories.recovery_codes_of(user)
        arguments = [1] if name == "mfa_remove_webauthn" else []
        open_ = client.post if name == "account_logout" else client.get
        found[name] = where(open_(reverse(name, args=arguments)))

    place = ["nobody", "password alone", "second factor"].index(role)
    assert found == {name: signs[place] for name, signs in LOGIN_TABLE.items()}


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
