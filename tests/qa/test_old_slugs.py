"""An address once public leads to its answer for ever, whatever happened since."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories

pytestmark = pytest.mark.django_db

SLUGS = st.sampled_from(["one", "two", "three", "four"])
MOVES = st.lists(st.tuples(st.integers(0, 1), SLUGS), max_size=8)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES, withdrawn=st.sets(st.integers(0, 1)))
def test_old_address_leads_on_in_one_hop_or_is_gone(client, moves, withdrawn):
    with transaction.atomic():
        answers = [factories.published_answer(), factories.published_answer()]
        owner = {answer.slug: number for number, answer in enumerate(answers)}
        for number, slug in moves:
            try:
                answers[number].move_to(slug)
            except ValidationError:
                continue
            owner[slug] = number
        for number in withdrawn:
            answers[number].withdraw()

        for slug, number in owner.items():
            response = client.get(f"/answers/{slug}/")
            if number in withdrawn:
                assert response.status_code == 410
            elif slug == answers[number].slug:
                assert response.status_code == 200
            else:
                there = answers[number].get_absolute_url()
                assert (response.status_code, response["Location"]) == (301, there)
                assert client.get(there).status_code == 200
        transaction.set_rollback(True)
