import datetime as dt

import pytest

from clinics.models import OpeningHours
from clinics.opening import now_in_words

MONDAY = dt.date(2026, 3, 2)
WEEK = [
    OpeningHours(weekday=0, opens=dt.time(8), closes=dt.time(12)),
    OpeningHours(weekday=0, opens=dt.time(13), closes=dt.time(17, 30)),
    OpeningHours(weekday=1, opens=dt.time(10), closes=dt.time(17)),
    OpeningHours(weekday=4, opens=dt.time(9), closes=dt.time(17)),
]


@pytest.mark.parametrize(
    ("days_on", "hour", "minute", "words"),
    [
        (0, 7, 59, "Closed now. Opens today at 8 am"),
        (0, 8, 0, "Open now, until 12 pm"),
        (0, 12, 0, "Closed now. Opens today at 1 pm"),
        (0, 13, 0, "Open now, until 5:30 pm"),
        (0, 17, 30, "Closed now. Opens tomorrow at 10 am"),
        (1, 17, 0, "Closed now. Opens on Friday at 9 am"),
        (4, 17, 0, "Closed now. Opens on Monday at 8 am"),
        (5, 12, 0, "Closed now. Opens on Monday at 8 am"),
        (6, 12, 0, "Closed now. Opens tomorrow at 8 am"),
    ],
)
def test_hours_are_said_for_this_moment(days_on, hour, minute, words):
    at = dt.datetime.combine(MONDAY + dt.timedelta(days=days_on), dt.time(hour, minute))

    assert now_in_words(WEEK, at) == words


def test_only_day_of_the_week_comes_round_again():
    at = dt.datetime.combine(MONDAY, dt.time(18))

    assert now_in_words(WEEK[:1], at) == "Closed now. Opens on Monday at 8 am"


def test_unknown_hours_are_not_guessed():
    assert now_in_words([], dt.datetime.combine(MONDAY, dt.time(9))) == ""
