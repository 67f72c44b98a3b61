"""What stands on many pages, read once for each version of the public pages, not with each page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

from django.http import HttpRequest

from .models import Organization, Therapist

T = TypeVar("T")


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
        return self._read() if version is None else self._read_at(version)

    def forget(self) -> None:
        self._read_at.cache_clear()


def _therapists_by_key() -> dict[int | None, Therapist]:
    return {therapist.pk: therapist for therapist in Therapist.objects.select_related("clinic")}


organization = Standing(Organization.objects.with_links)
therapists = Standing(_therapists_by_key)
