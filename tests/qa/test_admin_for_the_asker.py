import pytest
from django.test import Client

from qa.models import Answer, AuditEntry, Erasure, Question
from tests import factories
from tests.desk import log_in, log_in_manager, said
from tests.qa.desk_pages import step as address
from tests.qa.phone import NAME, NEW, OLD, changes, offered, sent, text_of
from tests.qa.questions import answered_privately, being_answered, declined, in_review, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

HEADING = "For the asker, on the phone"
STEPS = ["asker_address", "asker_consent", "asker_withdraw", "asker_erase"]


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
