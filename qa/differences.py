"""What changed between two revisions, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from .models import Revision

LONG = 4  # line ends in a row without a change, from which the lines between are only counted
_WORD = re.compile(r"\n|[^\s]+")


class Piece(NamedTuple):
    """Words that stand in both texts ("same"), only in the old ("gone") or the new ("new").

    "between" says how many lines of a long part without a change are left out.
    """

    kind: str
    words: str


class Change(NamedTuple):
    label: str
    pieces: list[Piece]


def pieces(old: str, new: str) -> list[Piece]:
    """Return the words of two texts in reading order, the old before the new at a change."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += _unchanged(before[i:j])
            continue
        if i < j:
            found.append(Piece("gone", " ".join(before[i:j])))
        if k < m:
            found.append(Piece("new", " ".join(after[k:m])))
    return found


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
