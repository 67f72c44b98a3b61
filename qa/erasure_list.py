"""The list of erasures outside of the database: a restored backup is made to forget by it again.

One line for each: the random key of a question and when it was erased. The file only grows. A
database that was set back to last night must not shorten it.
"""

import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from .models import Erasure, Question
from .outbox import MailRetry


@app.task(name="write_erasures", queue="mail", retry=MailRetry())
def write_erasures() -> None:
    """Add to the list what the database has erased and the list does not hold yet."""
    listed = set(keys_in(settings.ERASURE_LIST))
    new = [erasure for erasure in Erasure.objects.all() if erasure.question_key not in listed]
    if not new:
        return
    settings.ERASURE_LIST.parent.mkdir(parents=True, exist_ok=True)
    with settings.ERASURE_LIST.open("a") as file:
        file.writelines(f"{e.question_key} {e.erased_at:%Y-%m-%dT%H:%MZ}\n" for e in new)
        file.flush()
        os.fsync(file.fileno())


def keys_in(path: Path) -> Iterable[uuid.UUID]:
    """Return the keys of the questions in a list; none where there is no list yet.

    Raises ValueError for a line that has no key.
    """
    lines = path.read_text().splitlines() if path.exists() else []
    return [uuid.UUID(line.split()[0]) for line in lines if line.strip()]


def erase_again(path: Path) -> int:
    """Erase what a list names and the database still holds; return how many there were."""
    questions = list(Question.objects.filter(submission_key__in=keys_in(path)))
    for question in questions:
        question.erase(is_asked_for=True)
    return len(questions)
