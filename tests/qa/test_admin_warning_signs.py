import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from qa.models import WarningSign
from tests.desk import log_in_manager

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 3, 2)


def sign(**values) -> WarningSign:
    return WarningSign.objects.create(
        **{"area": "Back", "text": "Numb", "source": "A card", "approved_on": ON, **values}
    )


def save(client, changed: WarningSign, **values):
    fields = ["area", "text", "source", "approved_on", "area_position", "position"]
    data = {name: getattr(changed, name) for name in fields}
    address = f"/admin/qa/warningsign/{changed.pk}/change/"
    return client.post(address, {**data, "is_shown": "on", **values})


def test_new_words_of_a_sign_need_a_clinician_again(client):
    changed = sign()
    log_in_manager(client)

    save(client, changed, text="Numb between the legs")

    changed.refresh_from_db()
    assert (changed.text, changed.approved_on) == ("Numb between the legs", None)


def test_new_words_may_come_with_the_day_of_their_approval(client):
    changed = sign()
    log_in_manager(client)

    save(client, changed, text="Numb between the legs", approved_on="2026-03-05")

    changed.refresh_from_db()
    assert changed.approved_on == dt.date(2026, 3, 5)


def test_other_changes_of_a_sign_leave_its_approval(client):
    changed = sign()
    log_in_manager(client)

    save(client, changed, position=4)

    changed.refresh_from_db()
    assert (changed.position, changed.approved_on) == (4, ON)


def test_sign_has_a_source():
    with pytest.raises(ValidationError) as error:
        WarningSign(area="Back", text="Numb", source="").full_clean()

    assert list(error.value.message_dict) == ["source"]
