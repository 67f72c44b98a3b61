"""Replacing the copies that nginx keeps of a page which was taken down.

nginx hears that a page is gone when somebody asks for it, and shows its last copy while the product
is away. So the worker asks for the page, as a reader would, before the product may fall.
"""

import contextlib
import datetime as dt
import http.client
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from .models import Recall

CODINGS = ("gzip", "identity")  # nginx keeps one copy for each, see deploy/nginx.conf
SECONDS = 5  # for each step of a request


def recall_pages(at: dt.datetime) -> None:
    """Ask for what was taken down until each copy says so; give up where it is of no use any more.

    Where the site cannot be reached nothing is lost: the next minute is another try.
    """
    Recall.objects.outlived(at).delete()
    for recall in Recall.objects.all():
        if all(_is_gone(recall.slug, coding) for coding in CODINGS):
            recall.delete()


def _is_gone(slug: str, coding: str) -> bool:
    parts = urlsplit(settings.SITE_URL + reverse("answer-detail", args=[slug]))
    is_secret = parts.scheme == "https"
    kind = http.client.HTTPSConnection if is_secret else http.client.HTTPConnection
    try:
        with contextlib.closing(kind(parts.netloc, timeout=SECONDS)) as connection:
            connection.request("GET", parts.path, headers={"Accept-Encoding": coding})
            response = connection.getresponse()
            response.read()
            return response.status == HTTPStatus.GONE
    except (OSError, http.client.HTTPException):
        return False
