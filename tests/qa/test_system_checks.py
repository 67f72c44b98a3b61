import pytest
from django.conf import settings
from django.core.management import call_command

from tests import factories

pytestmark = pytest.mark.django_db


def warnings(capsys) -> str:
    call_command("check", databases=["default"])
    return capsys.readouterr().err


def test_command_that_touches_the_database_warns_of_other_keys(new_keys, capsys):
    factories.question(asker_email="robin@example.com")
    new_keys(SALT_KEY=["a key that never encrypted anything"])

    assert "do not open the e-mail addresses that are stored" in warnings(capsys)


def test_command_says_nothing_where_a_new_key_stands_before_the_old_one(new_keys, capsys):
    factories.question(asker_email="robin@example.com")
    new_keys(SALT_KEY=["a new key", *settings.SALT_KEY])

    assert "do not open" not in warnings(capsys)
