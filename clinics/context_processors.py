from functools import lru_cache, partial

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Organization


def organization(request: HttpRequest) -> dict[str, object]:
    """Give every page the organization, read from the database only where a page uses it.

    Where the version of the public pages is known, it is read once for each version.
    """
    version = getattr(request, "page_version", None)
    if version is None:
        return {"organization": SimpleLazyObject(Organization.objects.with_links)}
    return {"organization": SimpleLazyObject(partial(organization_at, version))}


@lru_cache(maxsize=1)
def organization_at(version: int) -> Organization:
    """Return the organization at this version of the public pages."""
    return Organization.objects.with_links()
