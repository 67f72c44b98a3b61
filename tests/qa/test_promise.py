import datetime as dt

import pytest
from django.utils import timezone

from qa.promise import due_on, wait

MONDAY, FRIDAY, SATURDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 27), dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("received_on", "days", "due"),
    [
        (MONDAY, 3, dt.date(2026, 11, 26)),
        (FRIDAY, 1, dt.date(2026, 11, 30)),
        (SATURDAY, 3, dt.date(2026, 12, 2)),
    ],
)
def test_due_on_counts_monday_to_friday(received_on, days, due):
    assert due_on(received_on, days) == due


@pytest.mark.parametrize(("hours", "days", "days_late"), [(1, 0, 0), (72, 3, 0), (96, 4, 1)])
def test_wait_says_how_late_it_is(hours, days, days_late):
    received_at = timezone.make_aware(dt.datetime(2026, 11, 23, 9))

    waited = wait(received_at, 3, at=received_at + dt.timedelta(hours=hours))

    assert (waited.days, waited.days_late) == (days, days_late)
