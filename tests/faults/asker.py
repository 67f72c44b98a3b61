"""Somebody who asks: walks through the pages as a browser without JavaScript does."""

import http.client
import http.cookiejar
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

PATIENCE = 60  # seconds without an answer
PAGES_AT_MOST = 12  # on one way from the first page to the last
PRESSES_AT_MOST = 40  # until somebody gives up
PAUSE = 0.5  # seconds before the button is pressed again
LAST_PAGE = "/ask/received/"


class Page(NamedTuple):
    status: int
    url: str
    html: BeautifulSoup

    @property
    def is_last(self) -> bool:
        return self.status == http.HTTPStatus.OK and LAST_PAGE in self.url

    def holds(self, text: str) -> bool:
        """Say whether what somebody typed stands in a form of the page."""
        typed = [area.get_text() for area in self.html.select("form textarea")]
        typed += [str(field.get("value", "")) for field in self.html.select("form input")]
        return any(text in words for words in typed)


@dataclass
class Asker:
    """One person with one question. What became of it is counted on the way."""

    site: str
    name: str
    text: str
    confirmations: int = 0
    pages_without_words: int = 0
    error_pages: int = 0
    broken_connections: int = 0
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self.browser = urllib.request.build_opener(cookies)

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"

    def ask(self) -> None:
        """Go from the first page to the last; press again wherever something is wrong."""
        page = self.open(urllib.request.Request(f"{self.site}/ask/"))
        for _ in range(PAGES_AT_MOST):
            if page.is_last:
                self.confirmations += 1
                return
            page = self.press(page)

    def come_to_the_last_button(self) -> urllib.request.Request:
        """Return the press of the button that sends the question, without pressing it."""
        page = self.open(urllib.request.Request(f"{self.site}/ask/"))
        for _ in range(PAGES_AT_MOST):
            request = self.filled_in(page)
            if "Send my question" in page.html.select_one("main").get_text(" ") and page.holds(
                self.text
            ):
                return request
            page = self.open(request)
        raise AssertionError(f"No page to send a question from; the last was {page.url}")

    def press(self, page: Page) -> Page:
        return self.open(self.filled_in(page))

    def open(self, request: urllib.request.Request) -> Page:
        """Return the page that answers; after a broken connection go back and press again."""
        typed = self.text if b"asker_email" in (request.data or b"") else ""
        for _ in range(PRESSES_AT_MOST):
            try:
                page = self.once(request)
            except (OSError, http.client.HTTPException):
                # The browser shows a page of its own; Back shows the form with the words.
                self.broken_connections += 1
                time.sleep(PAUSE)
                continue
            if page.status < http.HTTPStatus.BAD_REQUEST:
                return page
            self.error_pages += 1
            if typed and not page.holds(typed):
                self.pages_without_words += 1
            elif typed:
                request = self.filled_in(page)
            time.sleep(PAUSE)
        raise AssertionError(f"{self.name} gave up at {request.full_url}")

    def once(self, request: urllib.request.Request) -> Page:
        # A request counts where it was led; one that is sent again starts anew.
        request = urllib.request.Request(request.full_url, request.data, request.headers)
        try:
            answer = self.browser.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            html = BeautifulSoup(answer.read().decode(), "html.parser")
            return Page(answer.status, answer.url, html)

    def filled_in(self, page: Page) -> urllib.request.Request:
        """Fill in the form of a page and press its first button."""
        form = _form_to_go_on_with(page)
        answers = {
            "signs": "no",
            "about": "self",
            "text": self.text,
            "asker_email": self.email,
            "agrees": "on",
            "is_adult": "on",
        }
        values = {}
        for control in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(control["name"]), control.get("type")
            if kind == "hidden":
                values[name] = str(control.get("value", ""))
            elif name in answers:
                values[name] = answers[name]
            elif kind not in {"radio", "checkbox"}:
                values[name] = ""
        button = form.select_one("[type=submit], button:not([type])")
        if button.get("name"):
            values[str(button["name"])] = str(button.get("value", ""))
        target = urllib.parse.urljoin(page.url, str(form.get("action") or page.url))
        headers = {"Origin": self.site, "Referer": page.url}
        body = urllib.parse.urlencode(values).encode()
        return urllib.request.Request(target, body, headers)


def _form_to_go_on_with(page: Page) -> Tag:
    forms = page.html.select("main form[method=post]")
    if not forms:
        raise AssertionError(f"No form on {page.url} ({page.status})")
    return forms[-1]
