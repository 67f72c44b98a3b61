"""Opening hours in the words that people read."""

import calendar
import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import OpeningHours

Day = tuple[str, str]


def week(hours: "Iterable[OpeningHours]") -> list[Day]:
    """Return each weekday with its times ("" where closed), or nothing where none are known."""
    times: dict[int, list[str]] = {}
    for stretch in hours:
        times.setdefault(stretch.weekday, []).append(
            f"{clock(stretch.opens)} to {clock(stretch.closes)}"
        )
    if not times:
        return []
    return [(name, ", ".join(times.get(day, []))) for day, name in enumerate(calendar.day_name)]


def in_brief(days: list[Day]) -> list[Day]:
    """Return the open days, neighbors with equal times on one line: "Mon to Thu"."""
    return [
        (span([name for name, _ in alike]), times)
        for times, alike in ((times, list(group)) for times, group in groupby(days, lambda d: d[1]))
        if times
    ]


def span(names: list[str]) -> str:
    first, last = names[0][:3], names[-1][:3]
    return first if first == last else f"{first} to {last}"


def clock(time: dt.time) -> str:
    """Return the time as it is said: 7 am, 5:30 pm."""
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes} {'pm' if time.hour >= 12 else 'am'}"


def now_in_words(hours: "Iterable[OpeningHours]", at: dt.datetime) -> str:
    """Say whether a clinic is open at a local time, and when that changes; "" without hours."""
    stretches = sorted((hour.weekday, hour.opens, hour.closes) for hour in hours)
    for weekday, opens, closes in stretches:
        if weekday == at.weekday() and opens <= at.time() < closes:
            return f"Open now, until {clock(closes)}"
    for ahead in range(8):
        for weekday, opens, _ in stretches:
            if weekday == (at.weekday() + ahead) % 7 and (ahead or opens > at.time()):
                return f"Closed now. Opens {_day_ahead(ahead, weekday)} at {clock(opens)}"
    return ""


def _day_ahead(ahead: int, weekday: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(ahead, f"on {calendar.day_name[weekday]}")
