"""What an asker adds to a question that waits."""

import pytest
from django.core.exceptions import ValidationError

from qa.models import Addition
from tests import factories
from tests.qa.questions import being_answered, declined, in_review, published

pytestmark = pytest.mark.django_db


def test_addition_stands_beside_what_was_sent():
    question = factories.question(text="My knee hurts.")

    Addition.objects.add(question, "It is worse at night.", has_warning_signs=False)

    question.refresh_from_db()
    assert question.text == "My knee hurts."
    assert [addition.text for addition in question.additions.all()] == ["It is worse at night."]


def test_addition_sent_twice_is_kept_once():
    question = factories.question()

    for _ in range(2):
        Addition.objects.add(question, "It is worse at night.", has_warning_signs=False)

    assert Addition.objects.count() == 1


def test_addition_with_warning_signs_marks_the_question():
    question = factories.question()

    Addition.objects.add(question, "Now I am numb.", has_warning_signs=True)

    question.refresh_from_db()
    assert question.has_warning_signs is True


@pytest.mark.parametrize("make", [being_answered, in_review, published, declined])
def test_addition_comes_too_late_once_somebody_answers(make):
    with pytest.raises(ValidationError) as error:
        Addition.objects.add(make(), "It is worse at night.", has_warning_signs=False)

    assert error.value.code == "not_possible"


def test_sixth_addition_is_refused():
    question = factories.question()
    for n in range(5):
        Addition.objects.add(question, f"And {n}.", has_warning_signs=False)

    with pytest.raises(ValidationError) as error:
        Addition.objects.add(question, "And more.", has_warning_signs=False)

    assert error.value.code == "too_many"
