"""Which public addresses search engines may list: the one table, by the names of the addresses.

Everything that is not named as indexed says `noindex` in a header, the desk and every error too; so
does a topic while it has no answers (its view says it). A test fails on an address in neither set.
The sitemap lists what is indexed but for pictures (`media`) and the further pages of a list, which
are found through the pages that show or lead to them.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

INDEXED = {
    "answer-detail",
    "answer-list",
    "clinic-detail",
    "clinic-list",
    "home",
    "media",
    "privacy",
    "question-create",
    "therapist-detail",
    "topic-detail",
    "topic-list",
}
NOT_INDEXED = {
    "answer-feed",
    "book",
    "book-clinic",
    "book-keep",
    "favicon",
    "feedback-create",
    "feedback-received",
    "healthz",
    "healthz-worker",
    "question-add",
    "question-address",
    "question-answered",
    "question-begin",
    "question-change",
    "question-check",
    "question-close",
    "question-closed",
    "question-code",
    "question-consent",
    "question-erase",
    "question-help",
    "question-helped",
    "question-received",
    "question-signs",
    "question-similar",
    "question-status",
    "question-withdraw",
    "robots",
    "search",
    "sitemap",
    "sitemap-part",
}


def robots_header(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not is_indexed(request, response):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return respond


def is_indexed(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether search engines may list what a request gave; a redirect leaves it to its end."""
    match = request.resolver_match
    name = match.view_name if match else None
    if response.status_code in (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.NOT_MODIFIED):
        return True
    return name in INDEXED and response.status_code == HTTPStatus.OK and request.method != "POST"
