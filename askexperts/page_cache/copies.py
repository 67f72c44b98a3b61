"""The copies themselves: pages as they were answered, compressed once; the least read give way."""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from qa.models import Answer
from qa.models.listed import ANY, address_pattern

FRESH_FOR = 5 * 60  # seconds; what depends on the date is never older
STALE_FOR = 60 * 60  # seconds since a copy was last known to be right
NGINX_KEEPS_FOR = "5"  # seconds
OVERHEAD = 4096  # bytes of a copy beside its page, about

ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class Copy:
    """One page as it was answered under one version of the public pages."""

    def __init__(
        self,
        response: HttpResponse,
        number: int,
        before: "Copy | None",
        again: Callable[[], object],
    ) -> None:
        """`again` makes the page anew."""
        page = response.content
        self.again = again
        self.number = number
        self.made_at = self.right_at = time.monotonic()
        self.answers = answers_named_in(page)
        self.etag = f'W/"{hashlib.sha256(page).hexdigest()[:24]}"'
        is_same = before is not None and before.etag == self.etag
        self.changed_at: int = before.changed_at if before and is_same else int(time.time())
        self._pages = {"gzip": gzip.compress(page, 6, mtime=0), "": page}
        self._headers = {coding: self._complete(response, coding) for coding in self._pages}
        self.size = OVERHEAD + sum(map(len, self._pages.values()))  # bytes, about

    def is_fresh(self, number: int) -> bool:
        """Say whether the page is right at this version; if so, remember that it was right now."""
        now = time.monotonic()
        if self.number != number or now - self.made_at > FRESH_FOR:
            return False
        self.right_at = now
        return True

    def is_good_enough(self) -> bool:
        """Say whether it may stand in while the database is away."""
        return time.monotonic() - self.right_at <= STALE_FOR

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the page, or 304 where the reader has it already."""
        coding = "gzip" if ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) else ""
        response = HttpResponse(self._pages[coding])
        response.headers = ResponseHeaders(self._headers[coding])
        if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MODIFIED_SINCE" in request.META:
            return self._unless_known(request, response)
        return response

    def _unless_known(self, request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
        known = get_conditional_response(request, self.etag, self.changed_at, response)
        answer = known or response
        answer.headers["X-Accel-Expires"] = NGINX_KEEPS_FOR
        return answer

    def _complete(self, response: HttpResponse, coding: str) -> dict[str, str]:
        headers = {
            **response.headers,
            # Whoever keeps the page asks whether it still holds, each time.
            "Cache-Control": "public, no-cache",
            "Content-Length": str(len(self._pages[coding])),
            "ETag": self.etag,
            "Last-Modified": http_date(self.changed_at),
            "Vary": "Accept-Encoding",
            "X-Accel-Expires": NGINX_KEEPS_FOR,
        }
        return headers | ({"Content-Encoding": coding} if coding else {})


def answers_named_in(page: bytes) -> frozenset[str]:
    """Return the last parts of the addresses of answers that a page leads to."""
    before, after = map(re.escape, address_pattern().encode().split(ANY.encode()))
    found = re.findall(before + rb"([-\w]+)" + after, page)
    return frozenset(slug.decode() for slug in found)


class Copies:
    """All copies of a process, within a limit."""

    def __init__(self, limit: int) -> None:
        """`limit` is in bytes."""
        self.limit = limit
        self._copies: OrderedDict[Hashable, Copy] = OrderedDict()
        self._size = 0
        self._missing: list[Callable[[], object]] = []
        self._number: int | None = None
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Copy | None:
        with self._lock:
            if copy := self._copies.get(key):
                self._copies.move_to_end(key)
            return copy

    def put(self, key: Hashable, copy: Copy) -> None:
        """Keep the copy, unless the version has moved on while its page was made."""
        with self._lock:
            if copy.number != self._number:
                return
            self._forget(key)
            self._copies[key] = copy
            self._size += copy.size
            while self._size > self.limit:
                self._forget(next(iter(self._copies)))

    def turn_to(self, number: int) -> None:
        """Go on under a new version.

        Copies of the old one stay, for a time when the database is away. Only those that show an
        answer that is taken down are gone at once; `make_again` makes them without it.
        """
        with self._lock:
            self._number = number
            named = {slug for copy in self._copies.values() for slug in copy.answers}
        try:
            gone = named - Answer.objects.shown_at(named)
        except Error:
            self.clear()  # Nobody can tell what was taken down.
            raise
        with self._lock:
            spoiled = [key for key, copy in self._copies.items() if copy.answers & gone]
            self._missing += [self._copies[key].again for key in spoiled]
            for key in spoiled:
                self._forget(key)

    def make_again(self) -> None:
        """Make the pages that an answer was taken out of."""
        while self._missing:
            self._missing.pop()()

    def clear(self) -> None:
        with self._lock:
            self._copies.clear()
            self._size = 0

    def _forget(self, key: Hashable) -> None:
        if copy := self._copies.pop(key, None):
            self._size -= copy.size
