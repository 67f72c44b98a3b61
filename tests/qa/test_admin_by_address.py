"""Finding what somebody asked by the e-mail address they say on the phone."""

from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qa.models import AddressChange, AuditEntry, Question
from tests import factories
from tests.desk import log_in, log_in_manager
from tests.qa.phone import text_of
from tests.qa.questions import declined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

PAGE = "admin:qa_question_by_address"
EMAIL = "zebediah.quill@example.org"


def find(client, email: str):
    return client.post(reverse(PAGE), {"email": email})


def found(client, email: str) -> list[int]:
    return [question.pk for question in find(client, email).context["found"]]


def searches() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.filter(page="qa_question_by_address").order_by("id")
    return [(row.kind, row.object_key, row.fields) for row in rows]


@pytest.mark.parametrize("typed", [EMAIL, " Zebediah.Quill@Example.ORG "])
def test_every_question_of_an_address_is_found_and_no_other(client, typed):
    log_in_manager(client)
    first = factories.question(asker_email=EMAIL)
    factories.question(asker_email="zebediah@example.org")
    spam = factories.question(asker_email=EMAIL.upper(), text="Buy shoes.")
    spam.quarantine()

    assert found(client, typed) == [spam.pk, first.pk]


def test_forgotten_address_finds_nothing_and_still_opens_the_own_page(client):
    log_in_manager(client)
    question = declined()
    before = found(client, "robin@example.com")
    question.forget_contact()

    assert (before, found(client, "robin@example.com")) == ([question.pk], [])
    assert question.is_asked_by("robin@example.com") is True
    assert "An address that we no longer keep finds nothing" in text_of(client.get(reverse(PAGE)))


def test_one_person_looks_for_thirty_addresses_an_hour(client):
    log_in_manager(client)
    question = factories.question(asker_email=EMAIL)
    for _ in range(30):
        last = find(client, EMAIL)

    refused = find(client, EMAIL)

    assert (last.status_code, last.context["found"]) == (200, [question])
    assert (refused.status_code, refused.context["found"]) == (429, None)
    assert "You looked for 30 addresses within an hour" in text_of(refused)
    assert f'value="{EMAIL}"' in text_of(refused)
    log_in_manager(client)
    assert found(client, EMAIL) == [question.pk]


def test_found_question_leads_to_erasing_it(client):
    log_in_manager(client)
    question = factories.question(asker_email=EMAIL, text="My knee hurts.")

    html = text_of(find(client, EMAIL))

    assert "1 question from this address" in html
    assert f'<a href="/admin/qa/question/{question.pk}/change/">My knee hurts.</a>' in html


def test_address_that_is_not_found_says_what_else_to_try(client):
    log_in_manager(client)
    factories.question()

    html = text_of(find(client, EMAIL))

    assert "No question came from this address" in html
    assert f'value="{EMAIL}"' in html


@pytest.mark.parametrize("typed", ["", "zebediah.quill"])
def test_what_is_no_address_finds_nothing_and_is_kept(client, typed):
    log_in_manager(client)

    response = find(client, typed)

    assert (response.context["found"], len(response.context["form"].errors)) == (None, 1)
    assert f'value="{typed}"' in text_of(response) or not typed


def test_new_address_finds_the_question_once_its_code_came_back(client):
    log_in_manager(client)
    question = factories.question()
    change = AddressChange.objects.begin(question, EMAIL)
    before = found(client, EMAIL)

    change.take(change.code)

    assert (before, found(client, EMAIL)) == ([], [question.pk])
    assert found(client, "robin@example.com") == []


def test_nobody_finds_it_without_the_right_or_hears_that_one_could(client):
    log_in(client, "reviewer")
    factories.question(asker_email=EMAIL)

    assert find(client, EMAIL).status_code == 403
    assert "e-mail address" not in text_of(client.get(reverse("admin:qa_question_changelist")))
    assert searches() == [("refused", "", "")]


def test_list_leads_there(client):
    log_in(client, "therapist", "view_asker")

    html = text_of(client.get(reverse("admin:qa_question_changelist")))

    assert f'<a href="{reverse(PAGE)}">Find by e-mail address</a>' in html


def test_search_is_one_row_that_names_what_it_showed(client):
    log_in_manager(client)
    question = factories.question(asker_email=EMAIL)

    client.get(reverse(PAGE))
    find(client, EMAIL)
    find(client, "kim@example.com")

    assert searches() == [
        ("looked", "", ""),
        ("searched", "", f"question {question.pk}"),
        ("searched", "", ""),
    ]


def test_search_takes_as_many_statements_for_many_as_for_one(client):
    log_in_manager(client)
    find(client, EMAIL)

    def statements_with_more(questions: int) -> int:
        for _ in range(questions):
            question = factories.question(asker_email=EMAIL, topic=factories.topic())
            question.claim(factories.therapist())
        with CaptureQueriesContext(connection) as statements:
            find(client, EMAIL)
        return len(statements)

    assert statements_with_more(1) == statements_with_more(4)


# What the database keeps of it


def test_address_is_found_after_a_new_key_took_over(client, new_keys):
    log_in_manager(client)
    old = factories.question(asker_email=EMAIL)
    new_keys(SALT_KEY=["a new key", *settings.SALT_KEY])
    new = factories.question(asker_email=EMAIL)
    old.refresh_from_db()
    new.refresh_from_db()

    assert found(client, EMAIL) == [new.pk, old.pk]
    assert old.address_digest != new.address_digest


def test_address_cannot_be_tried_out_without_the_key(new_keys):
    ours = factories.question(asker_email=EMAIL).address_digest
    new_keys(SECRET_KEY="the key of somebody else")

    assert ours not in (Question.objects.address_digest(EMAIL), sha256(EMAIL.encode()).hexdigest())


def test_digest_goes_with_the_address():
    question = declined()

    question.forget_contact()

    question.refresh_from_db()
    assert (question.asker_email, question.address_digest) == (None, "")


@pytest.mark.parametrize("change", [{"address_digest": ""}, {"asker_email": None}])
def test_database_keeps_address_and_digest_together(change):
    question = factories.question(asker_email=EMAIL)

    with pytest.raises(IntegrityError, match="question_address_has_digest"):
        Question.objects.filter(pk=question.pk).update(**change)


def test_question_from_before_gets_its_digest():
    first, second = factories.question(asker_email=EMAIL), declined()
    second.forget_contact()
    Question.objects.filter(pk=first.pk).update(address_digest="none yet")

    import_module("qa.migrations.0043_address_digest").fill(apps, None)

    assert list(Question.objects.asked_by(EMAIL)) == [first]
    second.refresh_from_db()
    assert second.address_digest == ""


def test_digests_are_not_made_of_what_the_keys_do_not_open(new_keys):
    factories.question(asker_email=EMAIL)
    new_keys(SALT_KEY=["a key that never encrypted anything"])

    with pytest.raises(ImproperlyConfigured, match="do not open the e-mail addresses"):
        import_module("qa.migrations.0043_address_digest").fill(apps, None)
