"""Whose question it is: a new address counts with its code, a forgotten one opens the page."""

import datetime as dt

import pytest
from django.utils import timezone

from qa.models import AddressChange, Question
from qa.models.address_changes import MOST_CODE_TRIES
from tests import factories

pytestmark = pytest.mark.django_db


def test_right_code_moves_letters_and_closes_the_old_link():
    question = factories.question(asker_email="typo@example.com")
    old_token = question.status_token
    change = AddressChange.objects.begin(question, "right@example.com")

    assert change.take(change.code) is None

    question.refresh_from_db()
    assert question.asker_email == "right@example.com"
    assert not Question.objects.by_status_token(old_token).exists()
    assert Question.objects.by_status_token(question.status_token).get() == question
    assert AddressChange.objects.count() == 0


def test_new_address_counts_for_nothing_before_its_code_is_there():
    question = factories.question(asker_email="old@example.com")

    AddressChange.objects.begin(question, "stranger@example.com")

    question.refresh_from_db()
    assert question.is_asked_by("old@example.com") is True
    assert question.is_asked_by("stranger@example.com") is False


def test_code_is_closed_after_five_wrong_ones():
    change = AddressChange.objects.begin(factories.question(), "new@example.com")
    wrong = [change.take("x").code for _ in range(MOST_CODE_TRIES)]

    refusal = change.take(change.code)

    assert wrong == ["wrong_code"] * 5
    assert refusal.code == "code_closed"


def test_code_is_closed_after_three_days():
    change = AddressChange.objects.begin(factories.question(), "new@example.com")

    refusal = change.take(change.code, timezone.now() + dt.timedelta(days=3))

    assert refusal.code == "code_closed"


def test_second_address_makes_the_first_code_worthless():
    question = factories.question()
    first = AddressChange.objects.begin(question, "one@example.com")
    second = AddressChange.objects.begin(question, "two@example.com")

    assert second.take(first.code + "0").code == "wrong_code"
    assert AddressChange.objects.get() == second


@pytest.mark.parametrize("typed", ["Kim@Example.com", " kim@example.com "])
def test_address_is_compared_without_capitals_and_spaces(typed):
    assert factories.question(asker_email="kim@example.com").is_asked_by(typed) is True


def test_forgotten_contact_is_in_no_table_and_still_opens_the_page():
    question = factories.question(asker_email="Kim@example.com")

    question.forget_contact()

    question.refresh_from_db()
    assert (question.asker_name, question.asker_email) == (None, None)
    assert question.is_asked_by(" kim@example.com ") is True
    assert question.is_asked_by("robin@example.com") is False
    assert question.is_asked_by("") is False
