"""Does the page behind a link answer? Asked by the worker, never while somebody waits.

A request says nothing but the address: no cookie, no referrer, no words of the answer. An address
inside the own network is never asked, whatever its name or a redirect says; so the connection goes
to the very address that was looked at.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Collection
from html import unescape
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

SECONDS = 5  # for each step of a request
REDIRECTS = 4
PORTS = {"http": 80, "https": 443}
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link check)", "Accept": "*/*"}
# It is there, but not for programs, or not for everybody.
THERE_ANYWAY = {401, 403, 405, 406, 429, 451, 999}
_HREF = re.compile(r'<a\s[^>]*?href="([^"]*)"')


class NotAsked(Exception):
    """The address may not be asked from here."""


def links_in(html: str) -> list[str]:
    """Return the web addresses that rich text links to, each once."""
    found = (unescape(address) for address in _HREF.findall(html))
    return list(dict.fromkeys(a for a in found if urlsplit(a).scheme in PORTS))


def answers(address: str, inside: Collection[str] | None = None) -> bool | None:
    """Say whether a page answers; None where it may not be asked.

    `inside` names hosts with ports in the own network that may be asked all the same; without it
    the setting LINK_CHECK_INSIDE does.
    """
    inside = settings.LINK_CHECK_INSIDE if inside is None else inside
    try:
        for _ in range(REDIRECTS + 1):
            status, further = _ask(address, inside)
            if not further:
                return status < 400 or status in THERE_ANYWAY
            address = urljoin(address, further)
    except NotAsked:
        return None
    except (OSError, http.client.HTTPException, ValueError):
        return False
    return False


def _ask(address: str, inside: Collection[str]) -> tuple[int, str]:
    """Return the status and, for a redirect, where to."""
    parts = urlsplit(address)
    status, headers = _request("HEAD", parts, inside)
    if status in (404, 405, 501):  # Some servers know no HEAD.
        status, headers = _request("GET", parts, inside)
    is_redirect = status in (301, 302, 303, 307, 308)
    return status, (headers.get("Location") or "") if is_redirect else ""


def _request(
    method: str, parts: SplitResult, inside: Collection[str]
) -> tuple[int, http.client.HTTPMessage]:
    number = _number_of(parts, inside)
    port = parts.port or PORTS[parts.scheme]
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection._create_connection = lambda _, timeout, source: socket.create_connection(
        (number, port), timeout
    )
    path = parts.path or "/"
    try:
        connection.request(
            method, f"{path}?{parts.query}" if parts.query else path, headers=HEADERS
        )
        response = connection.getresponse()
        return response.status, response.headers
    finally:
        connection.close()


def _number_of(parts: SplitResult, inside: Collection[str]) -> str:
    """Return the one number that is connected to. Raises NotAsked."""
    if parts.scheme not in PORTS or not parts.hostname or parts.username:
        raise NotAsked
    port = parts.port or PORTS[parts.scheme]
    rows = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    numbers = [str(row[4][0]) for row in rows]
    if f"{parts.hostname}:{port}" in inside:
        return numbers[0]
    is_outside = all(ipaddress.ip_address(number).is_global for number in numbers)
    if not is_outside or port != PORTS[parts.scheme]:
        raise NotAsked
    return numbers[0]
