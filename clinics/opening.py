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
