import pytest
from django.db import connection

from tests import factories

pytestmark = pytest.mark.django_db


def test_old_address_redirects_in_one_hop(client):
    answer = factories.published_answer(title="First?")
    answer.move_to("second")
    answer.move_to("third")

    response = client.get("/answers/first/")

    assert (response.status_code, response["Location"]) == (301, "/answers/third/")


@pytest.mark.parametrize("address", ["one", "two"])
def test_withdrawn_answer_is_gone_at_every_address(client, address):
    answer = factories.published_answer(title="One?")
    answer.move_to("two")
    answer.withdraw()

    assert client.get(f"/answers/{address}/").status_code == 410


@pytest.mark.parametrize(
    "path",
    ["/answers/none/", "/topics/none/", "/clinics/none/", "/therapists/none/", "/answers/%00/"],
)
def test_unknown_address_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_page_that_comes_back_while_it_is_looked_for_is_shown(client):
    answer = factories.published_answer()
    answer.withdraw()
    back = answer.start_revision(factories.therapist(), like=answer.revisions.get())
    back.send_for_review()
    waiting = [back]

    def approve_meanwhile(execute, sql, *rest):
        if "qa_oldslug" in sql and waiting:
            waiting.pop().approve(factories.therapist())
        return execute(sql, *rest)

    with connection.execute_wrapper(approve_meanwhile):
        response = client.get(f"/answers/{answer.slug}/")

    assert (response.status_code, waiting) == (200, [])
