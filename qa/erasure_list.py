"""The list outside of the database of what askers ended: a restored backup does it once more.

One line for each: the random key of a question, when it was, and what: nothing more for an erasure,
a word for a question whose time was up, that was taken back or of which nothing may be published.
The file only grows. A database that was set back to last night must not shorten it.
"""

import datetime as dt
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from .models import Erasure, Question
from .outbox import MailRetry

ERASED, TIME_IS_UP = "", "time-is-up"
TAKEN_BACK, NOT_PUBLISHED = "taken-back", "not-published"
KINDS = (ERASED, TIME_IS_UP, TAKEN_BACK, NOT_PUBLISHED)


class Entry(NamedTuple):
    key: uuid.UUID
    kind: str


@app.task(name="write_erasures", queue="mail", retry=MailRetry())
def write_erasures() -> None:
    """Add to the list what askers have ended and the list does not hold yet."""
    listed = set(entries_in(settings.ERASURE_LIST))
    new = [(entry, at) for entry, at in _ended() if entry not in listed]
    if not new:
        return
    settings.ERASURE_LIST.parent.mkdir(parents=True, exist_ok=True)
    with settings.ERASURE_LIST.open("a") as file:
        for (key, kind), at in new:
            file.write(f"{key} {at:%Y-%m-%dT%H:%MZ} {kind}".rstrip() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _ended() -> Iterator[tuple[Entry, dt.datetime]]:
    for erasure in Erasure.objects.all():
        kind = ERASED if erasure.is_asked_for else TIME_IS_UP
        yield Entry(erasure.question_key, kind), erasure.erased_at
    questions = Question.objects.order_by("pk")
    taken_back = questions.filter(status=Question.Status.WITHDRAWN)
    for key, at in taken_back.values_list("submission_key", "ended_at"):
        yield Entry(key, TAKEN_BACK), at
    not_published = questions.filter(consent_withdrawn_at__isnull=False)
    for key, at in not_published.values_list("submission_key", "consent_withdrawn_at"):
        yield Entry(key, NOT_PUBLISHED), at


def entries_in(path: Path) -> list[Entry]:
    """Return what a list holds; nothing where there is no list yet.

    Raises ValueError for a line that has no key, or a word that says nothing here.
    """
    lines = path.read_text().splitlines() if path.exists() else []
    return [_entry(line) for line in lines if line.strip()]


def _entry(line: str) -> Entry:
    key, _, kind = [*line.split(), "", ""][:3]
    if kind not in KINDS:
        raise ValueError(f"“{kind}” is not known")
    return Entry(uuid.UUID(key), kind)


@transaction.atomic
def erase_again(path: Path) -> int:
    """Do with each question what a list says and a restored database does not know any more.

    Nobody gets a letter: each was told the first time. Returns how many questions it changed.
    """
    kinds: dict[uuid.UUID, set[str]] = {}
    for key, kind in entries_in(path):
        kinds.setdefault(key, set()).add(kind)
    questions = list(Question.objects.filter(submission_key__in=kinds))
    return sum(_do_again(question, kinds[question.submission_key]) for question in questions)


def _do_again(question: Question, kinds: set[str]) -> bool:
    """Do what was said, the furthest-reaching of it; say whether anything was left to do."""
    if ERASED in kinds:
        question.erase(is_asked_for=True)
        return True
    is_changed = _end_again(question, kinds)
    if TIME_IS_UP in kinds:
        question.erase(is_asked_for=False)
        return True
    return is_changed


def _end_again(question: Question, kinds: set[str]) -> bool:
    """Do once more what its asker did short of erasing it; say whether that was left to do."""
    if TAKEN_BACK in kinds and question.status not in (
        Question.Status.WITHDRAWN,
        Question.Status.QUARANTINED,
    ):
        question.withdraw()
    elif NOT_PUBLISHED in kinds and question.may_withdraw_consent:
        question.withdraw_consent()
    else:
        return False
    return True
