"""How long what is kept: the rules that the nightly task and `manage.py forget` follow."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from .models import (
    AddressChange,
    Answer,
    AuditEntry,
    ConsentRecord,
    Erasure,
    Notice,
    Question,
    Sending,
    WrongTry,
)
from .models.address_changes import CODE_HOLDS_FOR


@dataclass(frozen=True)
class Rule:
    """What has been kept long enough at a moment, and how it goes."""

    name: str
    due: Callable[[dt.datetime], QuerySet]
    forget: Callable[[QuerySet, dt.datetime], object]


def erase(questions: QuerySet[Question], at: dt.datetime) -> None:
    for question in questions:
        question.erase(at, is_asked_for=False)


def forget_contact(questions: QuerySet[Question], at: dt.datetime) -> None:
    for question in questions:
        question.forget_contact()


def erase_words(answers: QuerySet[Answer], at: dt.datetime) -> None:
    for answer in answers:
        answer.erase_words()


def forget_address(notices: QuerySet[Notice], at: dt.datetime) -> None:
    notices.update(own_address=None)


def delete(rows: QuerySet, at: dt.datetime) -> None:
    rows.delete()


def days(name: str) -> dt.timedelta:
    return dt.timedelta(days=settings.KEEP[name])


def months() -> relativedelta:
    return relativedelta(months=settings.KEEP["question_months"])


def years() -> relativedelta:
    return relativedelta(years=settings.KEEP["record_years"])


RULES = [
    Rule(
        "questions that are not published",
        lambda at: Question.objects.ended_by(at - months()),
        erase,
    ),
    Rule(
        "messages put aside as spam",
        lambda at: Question.objects.quarantined().filter(ended_at__lte=at - days("spam_days")),
        erase,
    ),
    Rule(
        "words of pages that an asker took back",
        lambda at: Answer.objects.taken_back_by(at - months()),
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
        forget_address,
    ),
    Rule(
        "letters to staff",
        lambda at: Notice.objects.to_staff_before(at - days("contact_days")),
        delete,
    ),
    Rule(
        "codes for new addresses",
        lambda at: AddressChange.objects.filter(asked_at__lte=at - CODE_HOLDS_FOR),
        delete,
    ),
    Rule("traces of senders", lambda at: Sending.objects.forgotten(at), delete),
    Rule("traces of wrong tries", lambda at: WrongTry.objects.forgotten(at), delete),
    Rule("logins that ran out", lambda at: Session.objects.filter(expire_date__lt=at), delete),
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


def forget(at: dt.datetime) -> Iterator[tuple[str, int]]:
    """Let everything go that has been kept long enough, and say how many of each kind went."""
    for rule in RULES:
        due = rule.due(at)
        count = due.count()
        rule.forget(due, at)
        yield rule.name, count
