"""How long a question has waited, measured against the promise on the public form."""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

SATURDAY = 5


class Wait(NamedTuple):
    days: int
    due_on: dt.date
    days_late: int


def due_on(received_on: dt.date, business_days: int) -> dt.date:
    """Return the last day of a promise of so many days, Monday to Friday, after a date."""
    day = received_on
    while business_days:
        day += dt.timedelta(days=1)
        business_days -= day.weekday() < SATURDAY
    return day


def wait(received_at: dt.datetime, business_days: int, at: dt.datetime | None = None) -> Wait:
    """Say how long a question has waited at a moment (now without one), in local days."""
    received_on, today = timezone.localdate(received_at), timezone.localdate(at)
    due = due_on(received_on, business_days)
    return Wait((today - received_on).days, due, max((today - due).days, 0))
