"""Replacing the copies that nginx keeps of a page which was taken down.

nginx hears that a page is gone when somebody asks for it, and shows its last copy while the product
is away. So the worker asks for the page, as a reader would, before the product may fall.
"""

import contextlib
import datetime as dt
import http.client
import logging
import time
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from .models import Answer, Recall

CODINGS = ("gzip", "identity")  # nginx keeps one copy for each, see deploy/nginx.conf
SECONDS_IN_ALL = 20  # for a run: letters wait for the same worker
STEPS = 4  # of a request: reaching the site, agreeing on keys, the answer's head, its body

logger = logging.getLogger(__name__)


def recall_pages(at: dt.datetime, seconds: float = SECONDS_IN_ALL) -> None:
    """Ask for what was taken down until each copy says so; give up where it is of no use any more.

    Where the site cannot be reached, or not within so many seconds, nothing is lost: the next
    minute is another try, in another order, so that no page is always the last.
    """
    _drop_returned()
    given_up, _ = Recall.objects.outlived(at).delete()
    if given_up:
        logger.warning("Pages taken down that the site never showed as gone: %s", given_up)
    end = time.monotonic() + seconds
    with contextlib.suppress(OSError, http.client.HTTPException):
        for recall in Recall.objects.order_by("?"):
            if all(_is_gone(recall.slug, coding, end) for coding in CODINGS):
                recall.delete()


def _drop_returned() -> None:
    """Forget the addresses whose page is public again."""
    slugs = dict(Recall.objects.values_list("pk", "slug"))
    returned = Answer.objects.shown_at(slugs.values())
    Recall.objects.filter(pk__in=[pk for pk, slug in slugs.items() if slug in returned]).delete()


def _is_gone(slug: str, coding: str, end: float) -> bool:
    """Say whether a page is told to be gone; raise OSError where that is not known by the end."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    parts = urlsplit(settings.SITE_URL + reverse("answer-detail", args=[slug]))
    is_secret = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_secret else http.client.HTTPConnection
    with contextlib.closing(kind(parts.netloc, timeout=left / STEPS)) as connection:
        connection.request("GET", parts.path, headers={"Accept-Encoding": coding})
        response = connection.getresponse()
        response.read()
        return response.status == HTTPStatus.GONE
