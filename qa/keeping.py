"""How long what is kept: the rules that the nightly task and `manage.py forget` follow."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from .login import sessions
from .models import (
    AddressChange,
    Answer,
    AuditEntry,
    ConsentRecord,
    Erasure,
    Feedback,
    LinkCheck,
    Notice,
    Question,
    SearchCount,
    Sending,
    WrongTry,
)
from .models.address_changes import CODE_HOLDS_FOR
from .publishing import place_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """What has been kept long enough at a moment, and how it goes: that says how many went."""

    name: str
    due: Callable[[dt.datetime], QuerySet]
    forget: Callable[[QuerySet, dt.datetime], int]


class NotAllForgottenError(Exception):
    """Something that was due could not be let go; the log says which."""


def one_by_one(act: Callable[[Model], object], rows: QuerySet) -> int:
    """Do one thing with each row; return with how many. A row with which it fails stops no other.

    What its asker erased in the meantime neither failed nor counts. Raises NotAllForgottenError at
    the end. The log gets no words: an error may repeat what is kept.
    """
    done, failed = 0, 0
    for row in rows:
        try:
            with transaction.atomic():
                act(row)
            done += 1
        except type(row).DoesNotExist:
            continue
        except Exception as error:
            failed += 1
            logger.error("%s could not be let go: %s", row._meta.label, place_of(error))
    if failed:
        raise NotAllForgottenError(failed)
    return done


def erase(questions: QuerySet[Question], at: dt.datetime) -> int:
    return one_by_one(lambda question: question.erase(at, is_asked_for=False), questions)


def forget_contact(questions: QuerySet[Question], at: dt.datetime) -> int:
    return one_by_one(lambda question: question.forget_contact(), questions)


def erase_words(answers: QuerySet[Answer], at: dt.datetime) -> int:
    return one_by_one(lambda answer: answer.erase_words(), answers)


def forget_traces(feedback: QuerySet[Feedback], at: dt.datetime) -> int:
    return Feedback.objects.forget_traces(timezone.localdate(at))


def close_codes(changes: QuerySet[AddressChange], at: dt.datetime) -> int:
    """Delete codes that are over, and the letters with them that nobody took."""
    letters = Notice.objects.owed().filter(kind=Notice.Kind.CONFIRM_ADDRESS)
    letters.filter(question__address_change__in=changes).delete()
    return delete(changes, at)


def delete(rows: QuerySet, at: dt.datetime) -> int:
    """Delete rows; what goes along with one is not counted."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def days(name: str) -> dt.timedelta:
    return dt.timedelta(days=settings.KEEP[name])


def months(name: str) -> relativedelta:
    return relativedelta(months=settings.KEEP[name])


def years() -> relativedelta:
    return relativedelta(years=settings.KEEP["record_years"])


# These go within minutes, not at night: askers and readers are told that they are kept for a day.
TRACES = [
    Rule("traces of senders", lambda at: Sending.objects.forgotten(at), delete),
    Rule("traces of wrong tries", lambda at: WrongTry.objects.forgotten(at), delete),
    Rule(
        "traces of readers",
        lambda at: Feedback.objects.with_trace_before(timezone.localdate(at)),
        forget_traces,
    ),
]

RULES = [
    Rule(
        "questions that are not published",
        lambda at: Question.objects.ended_by(at - months("question_months")),
        erase,
    ),
    Rule(
        "messages put aside as spam",
        lambda at: Question.objects.quarantined().filter(ended_at__lte=at - days("spam_days")),
        erase,
    ),
    Rule(
        "words of pages that an asker took back",
        lambda at: Answer.objects.taken_back_by(at - months("question_months")),
        erase_words,
    ),
    Rule(
        "names and e-mail addresses",
        lambda at: Question.objects.without_news_since(at - days("contact_days")),
        forget_contact,
    ),
    Rule(
        "addresses of letters that nobody took",
        lambda at: Notice.objects.given_up(at - days("unsent_days")),
        delete,
    ),
    Rule(
        "last letters to askers",
        lambda at: Notice.objects.last_before(at - days("contact_days")),
        delete,
    ),
    Rule(
        "letters to staff",
        lambda at: Notice.objects.to_staff_before(at - days("contact_days")),
        delete,
    ),
    Rule(
        "codes for new addresses",
        lambda at: AddressChange.objects.filter(asked_at__lte=at - CODE_HOLDS_FOR),
        close_codes,
    ),
    *TRACES,
    Rule("answers of linked pages", lambda at: LinkCheck.objects.forgotten(at), delete),
    Rule(
        "counts of searches",
        lambda at: SearchCount.objects.searched_by(
            timezone.localdate(at) - months("search_months")
        ),
        delete,
    ),
    Rule(
        "logins that ran out",
        lambda at: Session.objects.filter(expire_date__lte=at),
        lambda rows, at: sessions.sweep(at),
    ),
    Rule(
        "records of consent",
        lambda at: ConsentRecord.objects.filter(kept_since__lte=at - years()),
        delete,
    ),
    Rule(
        "records of erasures",
        lambda at: Erasure.objects.filter(erased_at__lte=at - years()),
        delete,
    ),
    Rule("rows of the audit", lambda at: AuditEntry.objects.outlived(at), delete),
]


def what_is_due(at: dt.datetime) -> Iterator[tuple[str, int]]:
    """Say how many of each kind have been kept long enough at a moment, and change nothing."""
    for rule in RULES:
        yield rule.name, rule.due(at).count()


def forget(at: dt.datetime, rules: Iterable[Rule] = RULES) -> Iterator[tuple[str, int]]:
    """Let go what these rules say has been kept long enough; say how many of each kind went.

    Each rule stands or falls by itself. Raises NotAllForgottenError at the end if one fell.
    """
    fell = []
    for rule in rules:
        try:
            count = rule.forget(rule.due(at), at)
        except Exception as error:
            fell.append(rule.name)
            logger.error("Not all let go of %s: %s", rule.name, place_of(error))
        else:
            yield rule.name, count
    if fell:
        raise NotAllForgottenError(", ".join(fell))
