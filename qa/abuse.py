"""What keeps the form from being flooded: no puzzle for anybody, and no third party."""

import datetime as dt
import ipaddress
import re
import uuid
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Answer, Question, Sending, WrongTry

HOUR, DAY, MINUTE = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(minutes=1)
CODES_FOR_ONE_QUESTION, CODES_TO_ONE_ADDRESS = 5, 3  # letters with a code, a day
TRIES_FROM_ONE_PLACE, TRIES_IN_ALL = 5, 20  # wrong addresses for one private page, an hour
SEARCHES_AN_HOUR = 30  # for questions by e-mail address, by one person of the desk
MOST_LINKS = 2  # in a question
MOST_OF_THE_SAME_TEXT = 3  # a day
# Nothing is counted further than its limit: whoever sends without end makes no work without end.
_BEFORE = """
SELECT
    (SELECT count(*) FROM
        (SELECT FROM qa_sending WHERE trace = %(place)s AND sent_at >= %(hour)s
         LIMIT %(place_an_hour)s) AS from_place),
    (SELECT count(*) FROM
        (SELECT FROM qa_sending WHERE trace = %(address)s AND sent_at >= %(day)s
         LIMIT %(address_a_day)s) AS for_address),
    (SELECT count(*) FROM
        (SELECT FROM qa_question WHERE received_at >= %(minute)s
         LIMIT %(all_a_minute)s) AS in_all),
    (SELECT count(*) FROM
        (SELECT FROM qa_question WHERE text = %(text)s AND received_at >= %(day)s
         LIMIT %(same_text_a_day)s) AS same_words),
    EXISTS (SELECT FROM qa_question WHERE submission_key = %(key)s)
    OR EXISTS (SELECT FROM qa_erasure WHERE question_key = %(key)s)
"""
_LINK = re.compile(r"(?:https?://|www\.)\S*|\[url", re.IGNORECASE)


def place(request: HttpRequest) -> str:
    """Return where a request comes from, as far as one household or company has it.

    That is the address which the proxy saw, or else that of the other end; of IPv6 only the first
    half counts, of which the last is free to whoever has it.
    """
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    else:
        address = request.META.get("REMOTE_ADDR", "")
    return network(address)


def network(address: str) -> str:
    """Return the first address of the network that one household has: of IPv6 a /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6 and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return address


def trace(kind: str, value: str, on: dt.date) -> str:
    """Return a hash that is another one every day, so that nobody can be followed by it."""
    salt = f"qa.abuse {on.isoformat()}"
    return salted_hmac(salt, f"{kind} {value.lower()}", algorithm="sha256").hexdigest()


class Before(NamedTuple):
    """What came in before a question, as far as it decides what becomes of it."""

    from_place: int  # within an hour
    for_address: int  # within a day
    in_all: int  # within a minute
    same_words: int  # within a day
    is_form_known: bool  # Its question is stored already, or was and is erased.

    @property
    def wait(self) -> dt.timedelta | None:
        """How long to wait where one place, one address or everybody together sent too much."""
        limits = settings.QUESTION_LIMITS
        if self.for_address >= limits["address_a_day"]:
            return DAY
        if self.from_place >= limits["place_an_hour"]:
            return HOUR
        return MINUTE if self.in_all >= limits["all_a_minute"] else None


def came_before(
    request: HttpRequest,
    *,
    asker_email: str,
    text: str,
    submission_key: uuid.UUID,
    at: dt.datetime | None = None,
) -> Before:
    """Look once at all that came in before, for somebody waits for each look."""
    at = at or timezone.now()
    here, address = _traces(request, asker_email, at)
    looked_for: dict[str, Any] = {
        "place": here,
        "address": address,
        "text": text,
        "key": submission_key,
        "hour": at - HOUR,
        "day": at - DAY,
        "minute": at - MINUTE,
        "same_text_a_day": MOST_OF_THE_SAME_TEXT,
        **settings.QUESTION_LIMITS,
    }
    with connection.prepared_cursor() as cursor:
        cursor.execute(_BEFORE, looked_for)
        return Before(*cursor.fetchone())


def remember(
    request: HttpRequest, email: str, *, is_spam: bool = False, at: dt.datetime | None = None
) -> None:
    """Count a sending, and forget those that no limit looks at any more.

    Spam counts for its place only: whose address it names has not asked anything.
    """
    at = at or timezone.now()
    here, address = _traces(request, email, at)
    Sending.objects.note([here] if is_spam else [here, address], at)


def _traces(request: HttpRequest, email: str, at: dt.datetime) -> list[str]:
    on = timezone.localdate(at)
    return [trace("place", place(request), on), trace("address", email, on)]


def looks_like_spam(question: Question, before: Before, *, by_program: bool) -> bool:
    """Say whether a person should look before it joins the others.

    `by_program` says that something was filled in that people do not see, or faster than they can.
    """
    return (
        by_program
        or len(_LINK.findall(question.text)) > MOST_LINKS
        or before.same_words >= MOST_OF_THE_SAME_TEXT
    )


def reader_trace(request: HttpRequest, answer: Answer) -> str:
    """Return a hash that stands for one reader of one answer today, and for nothing else."""
    browser = request.headers.get("User-Agent", "")
    reader = f"{place(request)} {browser} {answer.pk}"
    return trace("reader", reader, timezone.localdate())


def is_pressed_too_often(request: HttpRequest, at: dt.datetime | None = None) -> bool:
    """Count a press of "Was this helpful?", and say whether one place presses too often."""
    return _is_one_too_many("press", place(request), settings.PRESSES_AN_HOUR, at)


def is_one_try_too_many(
    request: HttpRequest, question: Question, at: dt.datetime | None = None
) -> bool:
    """Count a try to open a private page, then say whether there were too many.

    It counts first, so that tries at the same moment see each other. Whoever has the link can keep
    others out for an hour; so those from one place are stopped, and count no more for the page,
    long before it is closed.
    """
    at = at or timezone.now()
    WrongTry.objects.forgotten(at).delete()
    return any(
        WrongTry.objects.count_one(trace, at, at - HOUR) > most
        for trace, most in zip(
            _try_traces(request, question, at), (TRIES_FROM_ONE_PLACE, TRIES_IN_ALL), strict=True
        )
    )


def is_one_search_too_many(
    person: AbstractBaseUser | AnonymousUser, at: dt.datetime | None = None
) -> bool:
    """Count a search for an asker's address at the desk, unless one person made too many."""
    return _is_one_too_many("search", str(person.pk), SEARCHES_AN_HOUR, at)


def _is_one_too_many(kind: str, who: str, an_hour: int, at: dt.datetime | None) -> bool:
    """Count one more of a kind, unless there were so many within an hour already."""
    at = at or timezone.now()
    theirs = trace(kind, who, timezone.localdate(at))
    if Sending.objects.with_trace(theirs, at - HOUR).count() >= an_hour:
        return True
    Sending.objects.note([theirs], at)
    return False


def is_one_code_too_many(question: Question, email: str, at: dt.datetime | None = None) -> bool:
    """Count a code for a new address, unless there were too many for the question or to there."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    asker, address = trace("code for", str(question.pk), on), trace("code to", email, on)
    if (
        Sending.objects.with_trace(asker, at - DAY).count() >= CODES_FOR_ONE_QUESTION
        or Sending.objects.with_trace(address, at - DAY).count() >= CODES_TO_ONE_ADDRESS
    ):
        return True
    Sending.objects.note([asker, address], at)
    return False


def forget_tries(request: HttpRequest, question: Question, at: dt.datetime | None = None) -> None:
    """Forget the tries from a place that gave the right address in the end."""
    here, _ = _try_traces(request, question, at or timezone.now())
    WrongTry.objects.filter(trace=here).delete()


def _try_traces(request: HttpRequest, question: Question, at: dt.datetime) -> list[str]:
    on, page = timezone.localdate(at), question.status_token_hash
    return [trace("try", f"{page} {place(request)}", on), trace("page", page, on)]
