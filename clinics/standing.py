"""What stands on many pages, read once for each version of the public pages, not with each page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .models import Organization, Therapist

T = TypeVar("T")
M = TypeVar("M")


def _unknown() -> None:
    """Stand in for the version of the public pages where nobody follows it."""


class Standing(Generic[T]):
    """Rows that many pages show. Whoever gets them shares them with other requests."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._read_at = lru_cache(maxsize=1)(lambda version: read())

    def of(self, request: HttpRequest) -> T:
        """Return them as this version of the public pages shows them.

        Where the version is not known, they are read for this page alone.
        """
        version = getattr(request, "page_version", _unknown)()
        if version is not None:
            return self._read_at(version)
        of_this_page = vars(request).setdefault("standing", {})
        if self not in of_this_page:
            of_this_page[self] = self._read()
        return of_this_page[self]

    def forget(self) -> None:
        self._read_at.cache_clear()


class Made(Generic[T, M]):
    """What is made of such rows, once for each time they are read."""

    def __init__(self, make: Callable[[T], M]) -> None:
        self._make = make
        self._last: tuple[T, M] | None = None

    def of(self, rows: T) -> M:
        if (last := self._last) and last[0] is rows:
            return last[1]
        made = self._make(rows)
        self._last = rows, made
        return made


class Frame(NamedTuple):
    """What stands around every public page, ready to show."""

    links: SafeString
    header: SafeString
    footer: SafeString


def _therapists_by_key() -> dict[int | None, Therapist]:
    return {therapist.pk: therapist for therapist in Therapist.objects.select_related("clinic")}


def _frame(organization: Organization) -> Frame:
    parts = (f"components/{name}.html" for name in ("head_links", "site_header", "site_footer"))
    return Frame(*(render_to_string(part, {"organization": organization}) for part in parts))


organization = Standing(Organization.objects.with_links)
therapists = Standing(_therapists_by_key)
frame = Made(_frame)
