"""The clinics as somebody reads them who looks for one: how far, and whether it is open now."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Clinic
from .places import Point


@dataclass(frozen=True)
class Found:
    """A clinic in a list, with how far away it is where that is known."""

    number: int
    clinic: Clinic
    miles: float | None
    wind: str
    is_kept: bool

    @property
    def distance(self) -> str:
        """How far away it is, in words: "about 12 miles southwest"."""
        if self.miles is None:
            return ""
        if self.miles < 1:
            return "less than a mile"
        whole = round(self.miles)
        return f"about {whole:,} mile{'' if whole == 1 else 's'} {self.wind}"


def nearest_first(clinics: Iterable[Clinic], here: Point | None, kept: str = "") -> list[Found]:
    """Return the clinics by their distance, then by name; without a place the kept one is first."""

    def key(clinic: Clinic) -> tuple[bool, float, str]:
        if here is None:
            return clinic.slug != kept, 0, clinic.name
        return clinic.point is None, here.miles_to(clinic.point) if clinic.point else 0, clinic.name

    return [
        Found(
            number,
            clinic,
            here.miles_to(clinic.point) if here and clinic.point else None,
            here.wind_to(clinic.point) if here and clinic.point else "",
            clinic.slug == kept,
        )
        for number, clinic in enumerate(sorted(clinics, key=key), 1)
    ]
