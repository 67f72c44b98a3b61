"""What changed between two revisions, word by word."""

import re
from collections.abc import Iterator
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from .models import Revision

LONG = 4  # line ends in a row without a change, from which the lines between are only counted
# What one comparison may cost: enough for all of two answers of 4,500 words, in about a second.
STEPS = 2_000_000
_EACH = 4  # steps for a word, besides one for every time that the other text has it
_WORD = re.compile(r"\n|[^\s]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Piece(NamedTuple):
    """Words that stand in both texts ("same"), only in the old ("gone") or the new ("new").

    "between" says how many lines of a long part without a change are left out.
    """

    kind: str
    words: str


class Change(NamedTuple):
    label: str
    pieces: list[Piece]


class _Alike(SequenceMatcher):
    """What two texts share, as far as so many steps lead; the rest counts as rewritten.

    Without an end to them, 8 kB of one short word take five seconds, and 200 kB an hour.
    """

    def __init__(self, before: list[str], after: list[str], steps: int) -> None:
        super().__init__(None, before, after, autojunk=False)
        self.steps_left = steps
        costs = (_EACH + len(self.b2j.get(word, ())) for word in before)
        self._costs_until = list(accumulate(costs, initial=0))

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        self.steps_left -= self._costs_until[ahi] - self._costs_until[alo]
        if self.steps_left < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def pieces(old: str, new: str) -> list[Piece]:
    """Return the words of two texts in reading order, the old before the new at a change.

    Of texts that are too long for that, the lines are compared before the words.
    """
    alike = _Alike(_WORD.findall(old), _WORD.findall(new), STEPS)
    found = list(_pieces(alike))
    return found if alike.steps_left >= 0 else list(_pieces_by_line(old, new))


def _pieces(alike: _Alike) -> Iterator[Piece]:
    for kind, i, j, k, m in alike.get_opcodes():
        if kind == "equal":
            yield from _unchanged(alike.a[i:j])
            continue
        if i < j:
            yield Piece("gone", " ".join(alike.a[i:j]))
        if k < m:
            yield Piece("new", " ".join(alike.b[k:m]))


def _pieces_by_line(old: str, new: str) -> Iterator[Piece]:
    lines = _Alike(_LINE.findall(old), _LINE.findall(new), STEPS)
    opcodes = lines.get_opcodes()
    steps = max(lines.steps_left, 0)
    for kind, i, j, k, m in opcodes:
        before, after = _words(lines.a[i:j]), _words(lines.b[k:m])
        if kind == "equal":
            yield from _unchanged(before)
            continue
        alike = _Alike(before, after, steps)
        yield from _pieces(alike)
        steps = max(alike.steps_left, 0)


def _words(lines: list[str]) -> list[str]:
    return _WORD.findall("".join(lines))


def _unchanged(words: list[str]) -> list[Piece]:
    """Return words without a change; of many lines the first and the last, next to the changes."""
    ends = [place for place, word in enumerate(words) if word == "\n"]
    if len(ends) < LONG:
        return [Piece("same", " ".join(words))]
    first, last = words[: ends[0]], words[ends[-1] + 1 :]
    shown = [
        Piece("same", " ".join(first)),
        Piece("between", str(len(ends) - 1)),
        Piece("same", " ".join(last)),
    ]
    return [piece for piece in shown if piece.words]


def texts(revision: Revision) -> dict[str, str]:
    """Return the words of a revision by the label of their field."""
    call_to_action = (
        revision.call_to_action_heading,
        revision.call_to_action_text,
        revision.call_to_action_button,
    )
    return {
        "Title": revision.title,
        "Edited question": revision.edited_question,
        "Things to know": "\n".join(revision.key_points),
        "Answer": revision.body_text,
        "Image": revision.image_alt if revision.image else "",
        "Invitation to book": "\n".join(filter(None, call_to_action)),
    }


def changes(old: Revision, new: Revision) -> list[Change]:
    """Return what differs between two revisions, field by field."""
    before, after = texts(old), texts(new)
    return [
        Change(label, pieces(before[label], after[label]))
        for label in before
        if before[label] != after[label]
    ]
