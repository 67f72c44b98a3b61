"""Where a ZIP code or a town lies.

The coordinates come with a package (`zipcodes`), so no other server learns where somebody lives.
They are read at the first question of a process, some tenths of a second, and kept in memory.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import zipcodes

EARTH_RADIUS = 3958.8  # miles
WINDS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
STATES = {
    "alabama": "AL",
    "alaska": "AK",
    "arizona": "AZ",
    "arkansas": "AR",
    "california": "CA",
    "colorado": "CO",
    "connecticut": "CT",
    "delaware": "DE",
    "district of columbia": "DC",
    "florida": "FL",
    "georgia": "GA",
    "hawaii": "HI",
    "idaho": "ID",
    "illinois": "IL",
    "indiana": "IN",
    "iowa": "IA",
    "kansas": "KS",
    "kentucky": "KY",
    "louisiana": "LA",
    "maine": "ME",
    "maryland": "MD",
    "massachusetts": "MA",
    "michigan": "MI",
    "minnesota": "MN",
    "mississippi": "MS",
    "missouri": "MO",
    "montana": "MT",
    "nebraska": "NE",
    "nevada": "NV",
    "new hampshire": "NH",
    "new jersey": "NJ",
    "new mexico": "NM",
    "new york": "NY",
    "north carolina": "NC",
    "north dakota": "ND",
    "ohio": "OH",
    "oklahoma": "OK",
    "oregon": "OR",
    "pennsylvania": "PA",
    "puerto rico": "PR",
    "rhode island": "RI",
    "south carolina": "SC",
    "south dakota": "SD",
    "tennessee": "TN",
    "texas": "TX",
    "utah": "UT",
    "vermont": "VT",
    "virginia": "VA",
    "washington": "WA",
    "west virginia": "WV",
    "wisconsin": "WI",
    "wyoming": "WY",
}
# The package ends the process where a digit is none of these.
_ZIP = re.compile(r"([0-9]{5})(?:\s*-?\s*[0-9]{4})?")
_SHORT = {"st": "saint", "mt": "mount", "ft": "fort", "n": "north", "s": "south"}


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth, in degrees north and east."""

    latitude: float
    longitude: float

    def miles_to(self, other: "Point") -> float:
        """Return the distance as the crow flies, in miles."""
        north, north_of_other = math.radians(self.latitude), math.radians(other.latitude)
        east = math.radians(other.longitude - self.longitude)
        half = (
            math.sin((north_of_other - north) / 2) ** 2
            + math.cos(north) * math.cos(north_of_other) * math.sin(east / 2) ** 2
        )
        return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))

    def wind_to(self, other: "Point") -> str:
        """Return where the other lies, as one of the eight winds."""
        north = other.latitude - self.latitude
        east = (other.longitude - self.longitude) * math.cos(math.radians(self.latitude))
        return WINDS[round(math.degrees(math.atan2(east, north)) / 45) % 8]


@dataclass(frozen=True)
class Place:
    """A place that somebody typed, by the name we answer with."""

    name: str
    point: Point


def find_place(typed: str, near: Iterable[Point] = ()) -> Place | None:
    """Return the ZIP code or town that was typed, or None where there is none of that name.

    Of several towns of one name it is the one nearest to the points given.
    """
    typed = unicodedata.normalize("NFKC", typed)
    if match := _ZIP.fullmatch(typed.strip()):
        return _place_of_zip(match[1])
    near = list(near)
    for town, state in _readings(typed):
        towns = _towns().get(town, ())
        found = [(code, point) for code, point in towns if state in ("", code)]
        if found:
            code, point = min(found, key=lambda one: _distance(one[1], near))
            return Place(f"{town.title()}, {code}", point)
    return None


def _place_of_zip(code: str) -> Place | None:
    found = zipcodes.matching(code)
    return Place(code, _point(found[0])) if found else None


def _distance(point: Point, near: list[Point]) -> float:
    return min((point.miles_to(other) for other in near), default=0)


def _readings(typed: str) -> list[tuple[str, str]]:
    """Return the ways to read what was typed: town and state, "" where none was named."""
    words = _normal(typed).split()
    readings = [(" ".join(words), "")]
    for length in (1, 2, 3):
        last = " ".join(words[-length:])
        state = STATES.get(last) or (last.upper() if last.upper() in STATES.values() else "")
        if state and words[:-length]:
            readings.append((" ".join(words[:-length]), state))
    return readings


def _normal(name: str) -> str:
    words = re.sub(r"[^\w\s]", " ", name.lower()).split()
    return " ".join(_SHORT.get(word, word) for word in words)


@cache
def _towns() -> dict[str, tuple[tuple[str, Point], ...]]:
    """Return the states that have a town of a name, with the middle of its ZIP codes there."""
    found: dict[str, tuple[tuple[str, Point], ...]] = {}
    for state in STATES.values():
        for town, points in _points_of_towns(state).items():
            found[town] = (*found.get(town, ()), (state, _middle(points)))
    return found


def _points_of_towns(state: str) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for entry in zipcodes.filter_by_state(state):
        point = _point(entry)
        for town in [entry["city"], *entry["acceptable_cities"]]:
            found.setdefault(_normal(town), []).append(point)
    return found


def _middle(points: list[Point]) -> Point:
    return Point(
        sum(point.latitude for point in points) / len(points),
        sum(point.longitude for point in points) / len(points),
    )


def _point(entry: dict[str, str]) -> Point:
    return Point(float(entry["lat"]), float(entry["long"]))
