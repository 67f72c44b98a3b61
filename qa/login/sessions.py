"""How long somebody stays logged in: a while without doing anything, a day's work at most."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from qa.models.audit import AuditEntry, record

OVER = "session_over"
EXACT_TO = 60  # A sixtieth of the idle time: 15 seconds of 15 minutes.
BEGAN, SEEN = "began_at", "seen_at"  # in a session, seconds since 1970


def keep_short(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End a session at the desk that is over, and let every other request there prolong it."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")):
            with contextlib.suppress(OperationalError, InterfaceError):  # The page says so.
                watch(request)
        return get_response(request)

    return respond


def watch(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        return
    if seconds_left(request) <= 0:
        record(AuditEntry.Kind.LOGGED_OUT, person=request.user, page=OVER)
        logout(request)
    elif request.GET.get("asks") != "how-long":
        prolong(request)


def prolong(request: HttpRequest) -> None:
    """Note that somebody is there; not with every click, for each note is a write."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) < settings.DESK_IDLE_SECONDS // EXACT_TO:
        return
    request.session.setdefault(BEGAN, now)
    request.session[SEEN] = now
    request.session.set_expiry(settings.DESK_IDLE_SECONDS)


def seconds_left(request: HttpRequest) -> int:
    """Return the seconds until a session ends if nothing more is done in it."""
    now = int(time.time())
    began, seen = (request.session.get(key, now) for key in (BEGAN, SEEN))
    idle, longest = settings.DESK_IDLE_SECONDS, settings.DESK_LONGEST_SECONDS
    return min(seen + idle, began + longest) - now


def end_sessions(user: User | AnonymousUser, *, but: str | None = None) -> int:
    """End the sessions of one person, all or all but one; return how many there were."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but)
    theirs = [row.pk for row in live if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)


def sweep(at: dt.datetime | None = None) -> int:
    """Forget sessions that ended by themselves, with a row for each; return how many there were."""
    over = Session.objects.filter(expire_date__lte=at or timezone.now())
    for row in over:
        if person := User.objects.filter(pk=row.get_decoded().get(SESSION_KEY)).first():
            record(AuditEntry.Kind.LOGGED_OUT, person=person, page=OVER)
    return over.filter(pk__in=[row.pk for row in over]).delete()[0]
