"""Which pages are kept: an allow-list. What is not named here is never kept anywhere."""

import re

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

# The URL name of each reading page, and the parameters it knows. It sees no others.
READING_PAGES: dict[str, frozenset[str]] = {
    "home": frozenset(),
    "answer-list": frozenset({"page"}),
    "answer-detail": frozenset(),
    "topic-list": frozenset(),
    "topic-detail": frozenset({"page"}),
    "therapist-detail": frozenset({"page"}),
    "clinic-list": frozenset(),
    "clinic-detail": frozenset(),
    "privacy": frozenset(),
    "answer-feed": frozenset(),
    "sitemap": frozenset(),
    "sitemap-part": frozenset({"p"}),
    "robots": frozenset(),
}
PLAIN_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


def is_reading_page(request: HttpRequest) -> bool:
    return parameters_of(request) is not None


def parameters_of(request: HttpRequest) -> frozenset[str] | None:
    """Return the parameters that a reading page knows, None for any other page."""
    try:
        return READING_PAGES.get(resolve(request.path_info).url_name or "")
    except Resolver404:
        return None


def hide_unknown_parameters(request: HttpRequest, known: frozenset[str]) -> bool:
    """Leave a page only the parameters it knows; say whether they are plain page numbers.

    Somebody else's campaign codes must neither fill the memory nor reach a page that is kept.
    """
    sent = QueryDict(request.META.get("QUERY_STRING", ""))
    kept = QueryDict(mutable=True)
    for name in sorted(known & sent.keys()):
        kept[name] = sent[name]
    request.META["QUERY_STRING"] = kept.urlencode()
    return all(PLAIN_NUMBER.fullmatch(str(value)) for value in kept.values())
