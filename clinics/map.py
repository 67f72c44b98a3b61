"""A sketch of where the clinics lie, drawn by ourselves: no map server learns who looks."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .nearest import Found
from .places import Place, Point

WIDTH, HEIGHT, MARGIN = 640, 320, 48  # units of the drawing
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # miles
MILES_IN_A_DEGREE = 69.1


Projection = Callable[[Point], tuple[float, float]]


@dataclass(frozen=True)
class Mark:
    """A mark of the drawing: where it stands (x and y), its number and its name."""

    at: tuple[float, float]
    label: str
    name: str
    is_here: bool = False


@dataclass(frozen=True)
class Sketch:
    """The drawing: its marks, and a scale of so many miles and units."""

    marks: list[Mark]
    scale_miles: int
    scale_length: float
    width: int = WIDTH
    height: int = HEIGHT
    scale_start: int = 20
    scale_y: int = HEIGHT - 16


def sketch(found: Iterable[Found], here: Place | None) -> Sketch | None:
    """Return a drawing of the clinics and of the place that was typed; None for fewer than two."""
    spots = [(str(one.number), one.clinic.name, one.clinic.point) for one in found]
    points = [point for _, _, point in spots if point]
    points += [here.point] if here else []
    if len(points) < 2:
        return None
    project, units_in_a_mile = _projection(points)
    marks = [Mark(project(point), label, name) for label, name, point in spots if point]
    marks += [Mark(project(here.point), "", here.name, True)] if here else []
    miles = max((s for s in SCALES if s * units_in_a_mile <= WIDTH / 4), default=SCALES[0])
    return Sketch(marks, miles, round(miles * units_in_a_mile, 1))


def _projection(points: list[Point]) -> tuple[Projection, float]:
    """Return what turns a point into x and y, and how many units of the drawing a mile is."""
    south, north = min(p.latitude for p in points), max(p.latitude for p in points)
    west, east = min(p.longitude for p in points), max(p.longitude for p in points)
    middle = (south + north) / 2
    squeeze = math.cos(math.radians(middle))
    across, down = (east - west) * squeeze, north - south
    unit = min((WIDTH - 2 * MARGIN) / max(across, 0.01), (HEIGHT - 2 * MARGIN) / max(down, 0.01))

    def project(point: Point) -> tuple[float, float]:
        x = WIDTH / 2 + (point.longitude - (west + east) / 2) * squeeze * unit
        y = HEIGHT / 2 - (point.latitude - middle) * unit
        return round(x, 1), round(y, 1)

    return project, unit / MILES_IN_A_DEGREE
