import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

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

    asked = press(client, answer, is_helpful="no")
    thanked = press(client, answer, is_helpful="no", reason="unclear", was_asked="yes")

    assert given() == [(False, "unclear")]
    assert [page.request["PATH_INFO"].split("/")[-2] for page in (asked, thanked)] == [
        "helpful",
        "thanks",
    ]


def test_no_without_a_reason_ends_with_thanks(client):
    answer = factories.published_answer()

    thanked = press(client, answer, is_helpful="no", was_asked="yes")

    assert (given(), thanked.request["PATH_INFO"].split("/")[-2]) == ([(False, "")], "thanks")


def test_second_press_corrects_the_first(client):
    answer = factories.published_answer()

    press(client, answer, is_helpful="no", reason="unclear")
    press(client, answer, is_helpful="yes")

    assert given() == [(True, "")]


def test_another_no_keeps_the_reason(client):
    answer = factories.published_answer()

    press(client, answer, is_helpful="no", reason="unclear")
    press(client, answer, is_helpful="no")

    assert given() == [(False, "unclear")]


def test_wrong_or_unsafe_is_told_to_staff_once_a_day_for_each_answer(client, jobs):
    answer = factories.published_answer()

    for browser in ("One", "Two"):
        headers = {"Origin": "http://testserver", "User-Agent": browser}
        press(client, answer, is_helpful="no", reason="unsafe", headers=headers)
    press(client, answer, is_helpful="no", reason="unclear")

    calls = [job["args"] for job in jobs.values() if job["task_name"] == "call_staff"]
    page = f"/admin/qa/answer/{answer.pk}/change/"
    assert {(call["kind"], call["path"], call["occasion"]) for call in calls} == {
        ("unsafe", page, timezone.localdate().isoformat())
    }
    assert len(calls) == 2


def test_another_browser_page_or_day_is_another_reader(client):
    answer, neighbor = factories.published_answer(), factories.published_answer()
    origin = {"Origin": "http://testserver"}

    press(client, answer, is_helpful="yes")
    press(client, neighbor, is_helpful="yes")
    press(client, answer, is_helpful="yes", headers={**origin, "User-Agent": "Another"})
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        press(client, answer, is_helpful="yes")

    assert len(given()) == 4


def test_traces_of_one_reader_on_two_pages_differ_and_are_dropped_the_next_day(client):
    answers = [factories.published_answer(), factories.published_answer()]
    for answer in answers:
        press(client, answer, is_helpful="yes")
    assert len(set(Feedback.objects.values_list("trace", flat=True)) - {None}) == 2

    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        press(client, factories.published_answer(), is_helpful="yes")

    assert Feedback.objects.exclude(trace=None).count() == 1


def test_one_place_is_counted_up_to_its_limit(client, settings):
    settings.PRESSES_AN_HOUR = 2
    answers = [factories.published_answer() for _ in range(3)]

    pages = [press(client, answer, is_helpful="yes") for answer in answers]

    assert [page.status_code for page in pages] == [200, 200, 429]
    assert "many replies from your connection" in pages[2].content.decode()
    assert len(given()) == 2


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


def approve_other_words(answer) -> None:
    factories.new_words(answer, title="Better words?")
    answer.refresh_from_db()


def hidden(page) -> list[str]:
    """Return what the page sends with a press to name the words that it shows."""
    return re.findall(r'name="revision" value="([^"]*)"', page.content.decode())


def counted() -> list[tuple[int, str]]:
    return list(Feedback.objects.values_list("revision__number", "reason"))


def test_page_that_was_open_while_new_words_went_live_counts_for_what_it_shows(client):
    answer = factories.published_answer()
    (shown,) = hidden(client.get(answer.get_absolute_url()))
    approve_other_words(answer)

    asked = press(client, answer, is_helpful="no", revision=shown)
    (carried,) = hidden(asked)
    press(client, answer, is_helpful="no", reason="unsafe", revision=carried, was_asked="yes")

    assert counted() == [(1, "unsafe")]
    assert hidden(client.get(answer.get_absolute_url())) == ["2"]


@pytest.mark.parametrize("number", ["", "0", "3", "4", "-1", "1.0", "x", "\0", "9" * 5000, "²"])
def test_press_that_names_no_words_that_were_public_counts_for_the_live_ones(client, number):
    answer, neighbor = factories.published_answer(), factories.published_answer()
    approve_other_words(answer)
    answer.start_revision(factories.therapist())
    for _ in range(3):
        approve_other_words(neighbor)

    page = press(client, answer, is_helpful="no", reason="unsafe", revision=number)

    assert (counted(), hidden(page)) == ([(2, "unsafe")], ["2"])


def test_complaint_about_earlier_words_keeps_none_about_the_live_ones_from_staff(client, jobs):
    answer = factories.published_answer()
    approve_other_words(answer)

    for number in ("1", "2"):
        press(client, answer, is_helpful="no", reason="unsafe", revision=number)

    calls = [job["args"] for job in jobs.values() if job["task_name"] == "call_staff"]
    today = timezone.localdate().isoformat()
    assert [call["occasion"] for call in calls] == [f"{today} revision 1", today]
