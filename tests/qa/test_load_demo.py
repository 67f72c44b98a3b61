import pytest
from django.core.management import call_command

from clinics.models import Organization
from tests import factories

pytestmark = pytest.mark.django_db


def test_demo_goes_into_an_empty_database_only(capsys):
    factories.clinic()

    call_command("load_demo")

    assert Organization.objects.get().name == "Our clinics"
    assert capsys.readouterr().out == (
        "The demo was not loaded: it goes into an empty database only, and this one holds people, "
        "clinics, questions or answers already.\n"
    )
