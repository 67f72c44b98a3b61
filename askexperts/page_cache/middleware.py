"""Answers reading pages from their copies; stands in front of everything else."""

from collections.abc import Callable, Hashable
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import cc_delim_re
from django.utils.translation import get_language

from .copies import NGINX_KEEPS_FOR, Copies, Copy
from .pages import hide_unknown_parameters, is_reading_page, parameters_of
from .version import Watch

MEGABYTE = 1024 * 1024
# What of a request decides about its answer where everybody gets the same.
OF_NOBODY = {
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
}
LARGEST_SHARE = 8  # A page that would take more than this part of the memory is not kept.

copies = Copies(settings.PAGE_CACHE_MB * MEGABYTE)
watch = Watch(on_change=copies.turn_to, afterwards=copies.make_again)


class PageCache:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.pass_on(request)
        if request.META.get("QUERY_STRING"):
            known = parameters_of(request)
            if known is None or not hide_unknown_parameters(request, known):
                return self.pass_on(request)
        if not copies.limit:
            return self.get_response(request)
        key = key_of(request)
        copy = copies.get(key)
        if copy is None and not is_reading_page(request):
            return self.pass_on(request)
        return self.read(request, key, copy)

    def pass_on(self, request: HttpRequest) -> HttpResponse:
        """Let a page that is never kept be made; it may ask for the version, a file need not."""
        if copies.limit:
            request.page_version = watch.number
        return self.get_response(request)

    def read(self, request: HttpRequest, key: Hashable, copy: Copy | None) -> HttpResponseBase:
        """Answer for a reading page: from its copy if that is right, else from the view.

        While the database is away, what was right within the last hour is good enough.
        """
        number = watch.number()
        if copy and number is not None and copy.is_fresh(number):
            return copy.answer(request)
        stand_in = copy if copy and copy.is_good_enough() else None
        if stand_in and number is None:
            return stand_in.answer(request)
        request.page_version = lambda: number
        accepted = request.META.pop("HTTP_ACCEPT_ENCODING", "")  # Compressed once, here.
        response = self.get_response(request)
        request.META["HTTP_ACCEPT_ENCODING"] = accepted
        if stand_in and response.status_code >= 500:
            return stand_in.answer(request)
        if number is not None and may_be_kept(request, response):
            again = partial(self.make_again, environ_of(request))
            new = Copy(response, number, before=copy, again=again)
            copies.put(key, new)
            return new.answer(request)
        if response.status_code in (301, 404, 410):
            response.headers["X-Accel-Expires"] = NGINX_KEEPS_FOR
        return response

    def make_again(self, environ: dict[str, Any]) -> None:
        self(WSGIRequest({**environ, "wsgi.input": BytesIO()}))


def environ_of(request: HttpRequest) -> dict[str, Any]:
    """Return what the server would say of a request for this page by nobody in particular."""
    told = {name: value for name, value in request.META.items() if name in OF_NOBODY}
    return {**told, "REQUEST_METHOD": "GET", "wsgi.url_scheme": request.scheme}


def key_of(request: HttpRequest) -> Hashable:
    return (
        request.scheme,
        request.META.get("HTTP_HOST"),
        request.path_info,
        request.META.get("QUERY_STRING"),
        get_language(),
    )


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether a page is the same for everybody who asks for this address."""
    headers = response.headers
    varies = {name.lower() for name in cc_delim_re.split(headers.get("Vary", "")) if name}
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Content-Encoding" not in headers
        # A page that looked at the session or at a language of its own says so here.
        and varies <= {"accept-encoding"}
        and not {"private", "no-store"} & set(cc_delim_re.split(headers.get("Cache-Control", "")))
        and "'nonce-" not in headers.get("Content-Security-Policy", "")
        and is_usual_host(request)
        and len(response.content) * LARGEST_SHARE <= copies.limit
    )


def is_usual_host(request: HttpRequest) -> bool:
    """Say whether the host is written in the one way that browsers write it."""
    host = request.META.get("HTTP_HOST", "")
    name, _, port = host.partition(":")
    return name == name.lower() and port in ("", request.META.get("SERVER_PORT"))
