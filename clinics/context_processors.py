from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Organization


def organization(request: HttpRequest) -> dict[str, object]:
    """Give every page the organization, read from the database only where a page uses it."""
    return {"organization": SimpleLazyObject(Organization.objects.with_links)}
