from functools import partial

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import standing


def addresses(request: HttpRequest) -> dict[str, object]:
    """Give every page its own address and the one of the site, for those who link to them."""
    try:
        site = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:  # The page that says so has an address all the same.
        site = settings.SITE_URL
    return {"site_address": site, "page_address": f"{site}{request.path}"}


def organization(request: HttpRequest) -> dict[str, object]:
    """Give every page the organization and the frame, made only where a page uses them."""
    read = partial(standing.organization.of, request)
    return {
        "organization": SimpleLazyObject(read),
        "frame": SimpleLazyObject(lambda: standing.frame.of(read())),
    }
