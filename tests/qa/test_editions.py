import pytest
from django.db import IntegrityError, transaction

from qa.models import ConsentWording, Disclaimer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("kind", [Disclaimer, ConsentWording]),
]


def test_first_edition_is_in_force_from_the_start(kind):
    assert kind.objects.current().edition == 1


def test_publish_puts_the_next_edition_in_force(kind):
    kind.objects.publish("New words.")

    assert (kind.objects.current().edition, kind.objects.current().text) == (2, "New words.")


def test_database_refuses_two_editions_in_force(kind):
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.create(edition=2, text="New words.", is_current=True)


@pytest.mark.parametrize("change", [{"text": "Other words."}, {"edition": 9}])
def test_database_refuses_other_words_under_the_same_number(kind, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.update(**change)
