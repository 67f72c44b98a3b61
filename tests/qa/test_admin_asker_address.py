"""Correcting the address of an asker who phones: where letters and the link go from then on."""

import pytest
from django.core import mail
from django.test import Client

from qa.models import AddressChange, Notice, Question
from tests import factories
from tests.desk import log_in_manager, said
from tests.qa.desk_pages import step as address
from tests.qa.phone import NEW, OLD, changes, sent, text_of
from tests.qa.questions import declined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


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
