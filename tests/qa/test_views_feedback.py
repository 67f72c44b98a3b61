import pytest
from bs4 import BeautifulSoup

from qa.models import Feedback
from tests import factories

pytestmark = pytest.mark.django_db


def press(client, answer, **data):
    headers = data.pop("headers", {"Origin": "http://testserver"})
    return client.post(f"{answer.get_absolute_url()}helpful/", data, follow=True, headers=headers)


def given() -> list[tuple[bool, str]]:
    return list(Feedback.objects.values_list("is_helpful", "reason"))


def test_yes_is_counted_for_the_live_revision(client):
    answer = factories.published_answer()

    press(client, answer, is_helpful="yes")

    assert list(Feedback.objects.values_list("revision", "is_helpful", "reason")) == [
        (answer.live_revision_id, True, "")
    ]


def test_no_is_counted_at_once_and_the_reason_is_added_to_it(client):
    answer = factories.published_answer()

    asked = BeautifulSoup(press(client, answer, is_helpful="no").content, "html.parser")
    handle = asked.select_one("[name=given]")["value"]
    press(client, answer, is_helpful="no", reason="unclear", given=handle)

    assert given() == [(False, "unclear")]


def test_reason_with_a_forged_handle_counts_as_a_press_of_its_own(client):
    answer = factories.published_answer()
    press(client, answer, is_helpful="no")

    press(client, answer, is_helpful="no", reason="unsafe", given="1:forged")

    assert sorted(given()) == [(False, ""), (False, "unsafe")]


def test_press_from_another_site_is_refused(client):
    answer = factories.published_answer()

    response = press(client, answer, is_helpful="yes", headers={"Origin": "https://evil.example"})

    assert (response.status_code, given()) == (403, [])


@pytest.mark.parametrize("value", ["", "maybe", "\0"])
def test_press_of_something_else_is_not_counted(client, value):
    answer = factories.published_answer()

    response = press(client, answer, is_helpful=value)

    assert (response.status_code, given()) == (200, [])


def test_unpublished_answer_takes_no_feedback(client):
    answer = factories.published_answer()
    answer.withdraw()

    assert press(client, answer, is_helpful="yes").status_code == 404


def test_feedback_sets_no_cookie(client):
    answer = factories.published_answer()

    assert dict(press(client, answer, is_helpful="yes").cookies) == {}
