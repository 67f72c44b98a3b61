"""Whether the product can work, for whatever watches it: no version, no detail, no data."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

# The worker says every ten seconds that it lives.
_WORKER_LIVES = """
SELECT EXISTS (
    SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute')
"""


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, 503 otherwise."""
    return _answer("SELECT true", "the database does not answer")


def worker(request: HttpRequest) -> HttpResponse:
    """Answer 200 while a worker lives (mail, publishing at a set time, forgetting), 503 otherwise.

    An address of its own: pages are read and questions are taken while the worker rests.
    """
    return _answer(_WORKER_LIVES, "no worker has been heard of for a minute")


def _answer(question: str, otherwise: str) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            is_well = cursor.fetchone()[0]
    except DatabaseError:
        is_well = False
    if is_well:
        return HttpResponse("ok\n", "text/plain")
    return HttpResponse(f"{otherwise}\n", "text/plain", status=503)
