"""What must be true after every fault: what was promised, what is stored, what was mailed."""

import email
import email.policy
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from qa.models import Notice, Question

from .asker import Asker

LETTERS_TAKE = 180  # seconds, once nothing is in their way
LINK = re.compile(r"/ask/status/([\w-]+)/")


@dataclass
class Letter:
    to: str
    message_id: str
    token: str

    @classmethod
    def read(cls, path: Path) -> "Letter":
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found = LINK.search(message.get_body(["plain"]).get_content())
        return cls(message["X-Envelope-To"], message["Message-ID"], found[1] if found else "")


@dataclass
class Ledger:
    """The books of one scenario; `mistakes` says in words what does not add up."""

    asked: int
    confirmed: int
    rows: int
    error_pages: int
    broken_connections: int
    letters: int
    doubles: int
    mistakes: list[str]


def close(askers: Iterable[Asker], letters: list[Path], may_come_twice: bool) -> Ledger:
    """Compare promises, rows and letters of these askers.

    `may_come_twice` says whether a letter may come a second time under the same Message-ID: where
    its first sending could not be noted down.
    """
    askers = list(askers)
    mistakes: list[str] = []
    rows = {asker.name: list(Question.objects.filter(text=asker.text)) for asker in askers}
    for asker in askers:
        mistakes += _broken_promises(asker, rows[asker.name])
    sent = [Letter.read(path) for path in letters]
    mistakes += list(_wrong_letters(askers, rows, sent))
    times = Counter(letter.message_id for letter in sent).values()
    if max(times, default=0) > (2 if may_come_twice else 1):
        mistakes.append(f"a letter came {max(times)} times")
    if owed := Notice.objects.owed().count():
        mistakes.append(f"{owed} letters are owed still")
    return Ledger(
        asked=len(askers),
        confirmed=sum(asker.confirmations for asker in askers),
        rows=sum(map(len, rows.values())),
        error_pages=sum(asker.error_pages for asker in askers),
        broken_connections=sum(asker.broken_connections for asker in askers),
        letters=len(sent),
        doubles=sum(count > 1 for count in times),
        mistakes=mistakes,
    )


def _broken_promises(asker: Asker, rows: list[Question]) -> Iterable[str]:
    if asker.confirmations and len(rows) != 1:
        yield f"{asker.name} was told yes, and {len(rows)} rows are there"
    if rows and not asker.confirmations:
        yield f"{asker.name} was never told yes, and a row is there"
    if len(rows) > 1:
        yield f"{asker.name} asked once and has {len(rows)} rows"
    if any(question.asker_email != asker.email for question in rows):
        yield f"the question of {asker.name} belongs to somebody else"
    if asker.pages_without_words:
        yield f"{asker.name} saw {asker.pages_without_words} pages without the words"


def _wrong_letters(
    askers: list[Asker], rows: dict[str, list[Question]], sent: list[Letter]
) -> Iterable[str]:
    by_reader: dict[str, list[Letter]] = {}
    for letter in sent:
        by_reader.setdefault(letter.to, []).append(letter)
    for asker in askers:
        tokens = {question.status_token for question in rows[asker.name]}
        mine = by_reader.pop(asker.email, [])
        if len({letter.message_id for letter in mine}) != len(rows[asker.name]):
            yield f"{asker.name} has {len(rows[asker.name])} rows and {len(mine)} letters"
        if any(letter.token not in tokens for letter in mine):
            yield f"{asker.name} got a letter about another question"
    if by_reader:
        yield f"{len(by_reader)} addresses got a letter that nobody expected"


def wait_for_letters() -> None:
    """Let the time between tries pass until every letter is sent, or give up."""
    deadline = time.monotonic() + LETTERS_TAKE
    while Notice.objects.owed().exists() and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = now()"
                " WHERE status = 'todo' AND scheduled_at > now() AND queue_name = 'mail'"
            )
        time.sleep(0.5)
