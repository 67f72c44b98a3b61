"""The checks of an answer's words: shown beside the editor while somebody types, and asked again
by `Revision.send_for_review`.

Identifiers stand in the way of a review until each is taken out or said to identify nobody, with a
reason. Everything else is advice.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError

from .deidentify import KINDS, find_identifiers
from .findings import Finding
from .readability import HIGHEST_GRADE, TARGET_GRADE, long_sentences, reading_grade

if TYPE_CHECKING:
    from .models import Dismissal, Revision

FIELDS = {
    "title": "Title",
    "edited_question": "Edited question",
    "key_points": "Things to know",
    "body": "Answer",
    "image_alt": "What the image shows",
    "call_to_action_heading": "Invitation: heading",
    "call_to_action_text": "Invitation: sentence",
    "call_to_action_button": "Invitation: button",
}
GRADED = ("edited_question", "key_points", "body")
SENTENCES_SHOWN = 5
AROUND = 40  # characters shown before and after a place


class Place(NamedTuple):
    """Something found in one field, with the words around it."""

    field: str
    finding: Finding
    before: str
    words: str
    after: str

    @property
    def label(self) -> str:
        return FIELDS[self.field]

    @property
    def kind(self) -> str:
        """What was found, in words for people."""
        return KINDS.get(self.finding.kind, "a long sentence")

    @property
    def digest(self) -> str:
        """What the same words of the same kind have in common, wherever they stand."""
        words = " ".join(self.words.lower().split())
        return hashlib.sha256(f"{self.finding.kind}:{words}".encode()).hexdigest()


@dataclass(frozen=True)
class Identifier:
    """Words that look identifying, where they stand first, and why they identify nobody."""

    place: Place
    dismissal: "Dismissal | None"
    typed: str = ""

    @property
    def input_name(self) -> str:
        return f"reason-{self.place.digest}"

    @property
    def reason(self) -> str:
        return self.dismissal.reason if self.dismissal else ""

    @property
    def in_box(self) -> str:
        """What stands in the box for the reason, kept or only typed yet."""
        return self.typed or self.reason


@dataclass(frozen=True)
class Checks:
    """Everything the desk says about the words of a revision."""

    identifiers: list[Identifier]
    grade: float
    long_sentences: list[Place]
    advice: list[tuple[str, str]]  # field and what to do
    has_words: bool

    TARGET = TARGET_GRADE

    @property
    def open_identifiers(self) -> list[Identifier]:
        return [found for found in self.identifiers if not found.reason]

    @property
    def is_hard(self) -> bool:
        return self.grade > HIGHEST_GRADE

    @property
    def is_above_target(self) -> bool:
        return self.grade > TARGET_GRADE

    @property
    def is_quiet(self) -> bool:
        return not (self.open_identifiers or self.is_hard or self.long_sentences or self.advice)


def check(revision: "Revision", typed: Mapping[str, str] | None = None) -> Checks:
    """Run all checks that need no other computer; `typed` has reasons that are not kept yet."""
    texts = texts_of(revision)
    graded = "\n".join(texts[name] for name in GRADED)
    too_long = [place for name in GRADED for place in _places(name, texts, long_sentences)]
    too_long.sort(key=lambda place: -len(place.words.split()))
    return Checks(
        identifiers=identifiers(revision, typed or {}),
        grade=reading_grade(graded),
        long_sentences=too_long[:SENTENCES_SHOWN],
        advice=list(_advice(revision)),
        has_words=any(texts.values()),
    )


def identifiers(revision: "Revision", typed: Mapping[str, str] | None = None) -> list[Identifier]:
    """Return what may identify somebody, the same words once, in the order of the page."""
    texts = texts_of(revision)
    dismissed = {row.digest: row for row in revision.dismissals.select_related("dismissed_by")}
    found: dict[str, Identifier] = {}
    for name in FIELDS:
        for place in _places(name, texts, find_identifiers):
            digest = place.digest
            said = (typed or {}).get(digest, "")
            found.setdefault(digest, Identifier(place, dismissed.get(digest), said))
    return list(found.values())


def refuse_identifying(revision: "Revision") -> None:
    """Raise ValidationError by field ("identifying") while words may identify somebody."""
    problems: dict[str, list[ValidationError]] = {}
    for found in identifiers(revision):
        if not found.reason:
            message = (
                f"Take out “{found.place.words}” ({found.place.kind}), or say in the checks why "
                "it identifies nobody."
            )
            problems.setdefault(found.place.field, []).append(
                ValidationError(message, code="identifying")
            )
    if problems:
        raise ValidationError(problems)


def reasons_in(typed: Mapping[str, str]) -> dict[str, str]:
    """Return by digest the reasons somebody typed into the checks."""
    names = (name for name in typed if name.startswith("reason-"))
    return {name.removeprefix("reason-"): typed[name].strip() for name in names}


def texts_of(revision: "Revision") -> dict[str, str]:
    """Return by field what the public would read."""
    texts = {name: getattr(revision, name) for name in FIELDS}
    texts["key_points"] = "\n".join(revision.key_points)
    texts["body"] = revision.body_text
    if revision.image_is_decorative or not revision.image:
        texts["image_alt"] = ""
    return texts


def _places(
    name: str, texts: Mapping[str, str], find: Callable[[str], list[Finding]]
) -> Iterator[Place]:
    text = texts[name]
    for finding in find(text):
        start, end = finding.start, finding.end
        before = text[max(0, start - AROUND) : start].rpartition("\n")[2]
        after = text[end : end + AROUND].partition("\n")[0]
        before = f"…{before.partition(' ')[2]}" if len(before) == AROUND else before
        after = f"{after.rpartition(' ')[0]}…" if len(after) == AROUND else after
        yield Place(name, finding, before, text[start:end], after)


def _advice(revision: "Revision") -> Iterator[tuple[str, str]]:
    missing = revision.missing()
    if "key_points" in missing and revision.body_text:
        yield "key_points", missing["key_points"]
    if revision.image and not revision.image_is_decorative and not revision.image_alt:
        yield "image_alt", "Say what the image shows, or mark it as decorative."
