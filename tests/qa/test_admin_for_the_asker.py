import html as markup

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from qa.models import AddressChange, Answer, AuditEntry, Erasure, Notice, Question
from qa.outbox import send_notice
from tests import factories
from tests.desk import log_in, log_in_manager, said
from tests.qa.test_notifications import answered_privately, being_answered, declined, published
from tests.qa.test_views_status import in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

NAME, OLD, NEW = "Zebediah Quill", "zebediah.qill@example.org", "zebediah.quill@example.org"
HEADING = "For the asker, on the phone"
STEPS = ["asker_address", "asker_consent", "asker_withdraw", "asker_erase"]


def address(question: Question, name: str) -> str:
    return reverse(f"admin:qa_question_{name}", args=[question.pk])


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
    return [words for _, words in client.get(address(question, "change")).context["for_the_asker"]]


def test_question_offers_a_manager_what_askers_may_phone_for(client):
    log_in_manager(client)
    question = factories.question()

    assert offered(client, question) == [
        "Correct the e-mail address",
        "Publish nothing of it",
        "Take it back",
        "Erase everything",
    ]
    assert HEADING in text_of(client.get(address(question, "change")))


def test_question_offers_a_reviewer_with_the_contact_right_all_but_erasing(client):
    log_in(client, "reviewer", "view_asker")
    question = factories.question()

    assert offered(client, question) == [
        "Correct the e-mail address",
        "Publish nothing of it",
        "Take it back",
    ]
    assert client.post(address(question, "asker_erase")).status_code == 403
    assert Question.objects.filter(pk=question.pk).exists()


@pytest.mark.parametrize(("role", "rights"), [("therapist", ["view_asker"]), ("reviewer", [])])
def test_question_offers_nothing_of_it_without_the_rights(client, role, rights):
    log_in(client, role, *rights)
    question = factories.question()

    refused = [client.post(address(question, step), {"email": NEW}) for step in STEPS]

    assert [response.status_code for response in refused] == [403] * 4
    assert HEADING not in text_of(client.get(address(question, "change")))
    question.refresh_from_db()
    assert (question.status, question.may_be_published) == ("received", True)
    assert sent() == []


@pytest.mark.parametrize("step", STEPS)
def test_step_says_what_will_happen_and_whom_to_compare_before_it_does_anything(client, step):
    log_in_manager(client)
    question = factories.question(asker_name=NAME, asker_email=OLD)

    html = text_of(client.get(address(question, step)))

    assert "ask the caller for the e-mail address they used" in html
    assert (NAME in html, OLD in html, "What will happen" in html) == (True, True, True)
    question.refresh_from_db()
    assert (question.status, question.may_be_published) == ("received", True)
    assert changes() == []


def test_step_asks_for_something_else_once_the_address_is_forgotten(client):
    log_in_manager(client)
    question = declined()
    question.forget_contact()

    html = text_of(client.get(address(question, "asker_erase")))

    assert "ask the caller what they wrote to us and when" in html


# Correcting the address


def test_corrected_address_gets_a_new_link_and_the_old_link_opens_nothing(client):
    log_in_manager(client)
    question = factories.question(asker_email=OLD)
    old_link = question.get_status_url()

    response = client.post(address(question, "asker_address"), {"email": NEW}, follow=True)

    question.refresh_from_db()
    assert said(response) == ["The address is corrected. A letter with a new link goes there."]
    assert question.asker_email == NEW
    assert Client().get(old_link).status_code == 404
    assert sent() == [
        (NEW, "We write to this address now"),
        (OLD, "We write to another address now"),
    ]
    to_new, to_old = mail.outbox
    assert question.get_status_url() in to_new.body
    assert "/ask/status/" not in to_old.body


def test_receipt_that_is_still_owed_goes_to_the_corrected_address(client):
    log_in_manager(client)
    question = factories.question(asker_email=OLD)
    question.notices.create(kind=Notice.Kind.RECEIVED)

    client.post(address(question, "asker_address"), {"email": NEW})

    assert sent()[0] == (NEW, "We received your message")
    question.refresh_from_db()
    assert question.get_status_url() in mail.outbox[0].body


def test_corrected_address_ends_a_change_that_waits_for_its_code(client):
    log_in_manager(client)
    question = factories.question(asker_email=OLD)
    AddressChange.objects.begin(question, "stranger@example.org")

    client.post(address(question, "asker_address"), {"email": NEW})

    assert not AddressChange.objects.exists()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Write the address that the caller gives you."),
        (
            "zebediah.quill",
            "Write an e-mail address with an @ and a dot, such as robin@example.com.",
        ),
        (OLD.upper(), "Write another address; we write to this one already."),
    ],
)
def test_address_that_cannot_be_right_is_explained_and_kept(client, typed, error):
    log_in_manager(client)
    question = factories.question(asker_email=OLD)

    response = client.post(address(question, "asker_address"), {"email": typed})

    assert response.context["form"].errors == {"email": [error]}
    assert f'value="{typed}"' in text_of(response) or not typed
    question.refresh_from_db()
    assert (question.asker_email, changes()) == (OLD, [])


def test_address_that_is_forgotten_cannot_be_corrected(client):
    log_in_manager(client)
    question = declined()
    question.forget_contact()

    response = client.post(address(question, "asker_address"), {"email": NEW}, follow=True)

    assert said(response) == ["We keep no e-mail address for this question any more."]
    assert Question.objects.get().asker_email is None


# Publishing nothing, taking back, erasing


@pytest.mark.parametrize("make", [factories.question, being_answered, in_review, published])
def test_nothing_is_published_any_more_once_the_asker_phoned(client, make):
    log_in_manager(client)
    question = make()

    response = client.post(address(question, "asker_consent"), follow=True)

    question.refresh_from_db()
    assert said(response) == ["Nothing of the question is published any more."]
    assert not question.may_be_published
    assert not Answer.objects.published().exists()
    assert ("robin@example.com", "We did what you asked") in sent()


def test_what_is_not_to_be_published_anyway_says_so(client):
    log_in_manager(client)
    question = factories.question(agrees=False)

    response = client.post(address(question, "asker_consent"), follow=True)

    assert said(response) == [
        "Nothing of this question can be published, so there is nothing to stop."
    ]
    assert "Publish nothing of it" not in offered(client, question)


@pytest.mark.parametrize(
    "make",
    [factories.question, being_answered, in_review, published, answered_privately, declined],
)
def test_question_is_taken_back_once_the_asker_phoned(client, make):
    log_in_manager(client)
    question = make()

    response = client.post(address(question, "asker_withdraw"), follow=True)

    question.refresh_from_db()
    assert said(response) == ["The question is taken back."]
    assert question.status == "withdrawn"
    assert not Answer.objects.published().exists()
    assert ("robin@example.com", "You took your message back") in sent()


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("withdraw", "The question was taken back before; nobody goes on with it."),
        (
            "quarantine",
            "The question is put aside as spam. Let it wait again first, or erase it.",
        ),
    ],
)
def test_question_that_cannot_be_taken_back_says_why(client, end, words):
    log_in_manager(client)
    question = factories.question()
    getattr(question, end)()

    shown = client.get(address(question, "asker_withdraw"), follow=True)
    pressed = client.post(address(question, "asker_withdraw"), follow=True)

    assert (said(shown), said(pressed)) == ([words], [words])
    assert (changes(), sent()) == ([], [])


@pytest.mark.parametrize("make", [factories.question, in_review, published, declined])
def test_question_is_erased_once_the_asker_phoned(client, make):
    log_in_manager(client)
    question = make()
    link, number = question.get_status_url(), question.pk

    response = client.post(address(question, "asker_erase"), follow=True)

    assert said(response) == [f"Question {number} is erased."]
    assert not Question.objects.exists()
    assert Erasure.objects.get().is_asked_for
    assert Client().get(link).status_code == 410
    assert ("robin@example.com", "Your message is erased") in sent()


def test_spam_is_erased_too(client):
    log_in_manager(client)
    question = factories.question()
    question.quarantine()

    assert offered(client, question) == ["Correct the e-mail address", "Erase everything"]
    client.post(address(question, "asker_erase"))

    assert not Question.objects.exists()


def test_second_press_on_erase_says_that_it_is_gone(client):
    log_in_manager(client)
    question = factories.question()
    pressed = address(question, "asker_erase")
    client.post(pressed, follow=True)

    response = client.post(pressed, follow=True)

    assert said(response) == [f"Question {question.pk} is not here. It may have been erased."]


# The audit


@pytest.mark.parametrize(
    ("step", "kind", "act"),
    [
        ("asker_address", "changed", "Address corrected for the asker"),
        ("asker_consent", "changed", "Kept from publication for the asker"),
        ("asker_withdraw", "changed", "Taken back for the asker"),
        ("asker_erase", "deleted", "Erased for the asker"),
    ],
)
def test_step_leaves_one_row_without_a_word_of_the_asker(client, step, kind, act):
    log_in_manager(client)
    question = factories.question(asker_name=NAME, asker_email=OLD)

    client.post(address(question, step), {"email": NEW})

    assert changes() == [(f"qa_question_{step}", kind, str(question.pk))]
    [entry] = AuditEntry.objects.changes()
    assert (entry.act, entry.fields) == (act, "")
    assert entry.person.groups.get().name == "manager"
