"""Whether the product can work, for whatever watches it: no version, no detail, no data."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

# The worker says every ten seconds that it lives.
_WORKER_LIVES = """
SELECT EXISTS (
    SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute')
"""
# Since when a job is due: since its time, or else since it was given.
_NO_JOB_WAITS = """
SELECT NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs AS job
    WHERE status = 'todo' AND coalesce(
        scheduled_at,
        (SELECT min(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred')
    ) < now() - interval '10 minutes')
"""


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, 503 otherwise."""
    return _answer({"SELECT true": "the database does not answer"})


def worker(request: HttpRequest) -> HttpResponse:
    """Answer 200 while a worker does its jobs in time (mail, publishing, forgetting), else 503.

    An address of its own: pages are read and questions are taken while the worker rests.
    """
    return _answer(
        {
            _WORKER_LIVES: "no worker has been heard of for a minute",
            _NO_JOB_WAITS: "a job has been due for ten minutes",
        }
    )


def _answer(checks: dict[str, str]) -> HttpResponse:
    """Ask the database each question, and answer what it means where one is not so."""
    for question, otherwise in checks.items():
        if not _is_so(question):
            return HttpResponse(f"{otherwise}\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")


def _is_so(question: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    except DatabaseError:
        return False
