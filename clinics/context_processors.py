from collections.abc import Callable
from functools import lru_cache, partial

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Organization


def organization(request: HttpRequest) -> dict[str, object]:
    """Give every page the organization, read from the database only where a page uses it.

    Where the version of the public pages is known, it is read once for each version.
    """
    version = getattr(request, "page_version", lambda: None)
    return {"organization": SimpleLazyObject(partial(organization_now, version))}


def organization_now(version: Callable[[], int | None]) -> Organization:
    number = version()
    return Organization.objects.with_links() if number is None else organization_at(number)


@lru_cache(maxsize=1)
def organization_at(version: int) -> Organization:
    """Return the organization at this version of the public pages."""
    return Organization.objects.with_links()
