"""The second net: warning signs in what somebody typed, whatever they answered to the list.

The patterns are data, one file a language (`qa/words/<language>/warning_signs.toml`). A text in
which nothing is found is not called safe: nothing here ever reassures.
"""

import re
import tomllib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from .findings import Finding
from .phrases import Groups, PhraseBook, Span, any_of, plain_marks

WORDS = Path(__file__).parent / "words"
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;\n]+(?=[^\s])[^.!?;\n]+)*")
_CLAUSE_END = re.compile(r"[.!?;\n]")
_WORD = re.compile(r"[\w']+")
Found = dict[Hashable, list[Span]]


def find_warning_signs(text: str, language: str = "en") -> list[Finding]:
    """Return the signs in a text that may need help today, in the order of the text.

    The kinds are the headings of the language's file, such as "cauda_equina" or "self_harm".
    """
    text = plain_marks(text)
    signs, book, denial = _read(language)
    found = book.find(text)
    findings = {finding for sign in signs for finding in sign.find(text, found, denial)}
    return sorted(findings, key=lambda finding: (finding.start, finding.end, finding.kind))


@dataclass(frozen=True)
class Denial:
    """How a language says that something is not there."""

    whole_list: re.Pattern[str]  # "no fever, chills or numbness"
    next_words: re.Pattern[str]  # "it is not numb"
    answers: re.Pattern[str]  # "fever: none"
    afterwards: re.Pattern[str]  # "a fracture was ruled out"
    but_not: re.Pattern[str]  # "no relief"
    but: re.Pattern[str]  # "it healed years ago but now it burns"
    turns: re.Pattern[str]  # "no fever but I cannot walk"
    new_start: re.Pattern[str]  # "no injury, sudden headache"
    goes_on: re.Pattern[str]  # "no fever, chest pain since noon"

    LIST_REACHES = 12  # words
    NEXT_REACHES = 3
    LOOKS = 200  # characters before and after

    @classmethod
    def read(cls, lists: dict[str, list[str]], groups: Groups) -> Self:
        return cls(**{name: any_of(phrases, groups) for name, phrases in lists.items()})

    def covers(self, text: str, start: int, end: int, is_direct: bool) -> bool:
        """Say whether what stands at this place is said not to be there.

        A direct sign is only denied by the words right before it.
        """
        before = re.split(_CLAUSE_END, text[max(0, start - self.LOOKS) : start])[-1]
        before = self.but_not.sub(lambda cue: " " * len(cue[0]), before)
        if self._next_words_cover(before):
            return True
        if is_direct:
            return False
        after = re.split(_CLAUSE_END, text[end : end + self.LOOKS], maxsplit=1)[0].strip(" ,:-()")
        is_answered = self.answers.fullmatch(after) or self.afterwards.match(after)
        return bool(is_answered) or self._list_covers(before, after)

    def _next_words_cover(self, before: str) -> bool:
        between = self._after_last(self.next_words, before)
        if between is None:
            return False
        return "," not in between and len(_WORD.findall(between)) < self.NEXT_REACHES

    def _list_covers(self, before: str, after: str) -> bool:
        between = self._after_last(self.whole_list, before)
        if between is None or len(_WORD.findall(between)) > self.LIST_REACHES:
            return False
        if self.turns.search(between):
            return False
        if "," not in between:
            return True
        last_item = between.rpartition(",")[2].strip()
        return not (self.new_start.match(last_item) or self.goes_on.match(after))

    @staticmethod
    def _after_last(cue: re.Pattern[str], before: str) -> str | None:
        found = list(cue.finditer(before))
        return before[found[-1].end() :] if found else None


@dataclass(frozen=True)
class Sign:
    """One family of phrases: each of its parts has to be there, and no excuse."""

    number: int
    kind: str
    parts: tuple[str, ...]
    spans_text: bool
    is_direct: bool

    @classmethod
    def read(cls, number: int, row: dict[str, Any]) -> Self:
        return cls(
            number=number,
            kind=row["kind"],
            parts=("any", "with") if "with" in row else ("any",),
            spans_text=row.get("anywhere", False),
            is_direct=row.get("direct", False),
        )

    def find(self, text: str, found: Found, denial: Denial) -> Iterator[Finding]:
        """Yield where the sign stands, given what its phrases found in the text."""
        if not all((self.number, part) in found for part in self.parts):
            return
        for place in [(0, len(text))] if self.spans_text else sentences(text):
            said = [self._said(text, found, part, place, denial) for part in self.parts]
            if all(said) and (first := said[0]):
                yield Finding(self.kind, *first)

    def _within(self, found: Found, part: str, place: Span) -> list[Span]:
        start, end = place
        return [span for span in found.get((self.number, part), ()) if start <= span[0] < end]

    def _said(self, text: str, found: Found, part: str, place: Span, denial: Denial) -> Span | None:
        """Return where a part stands first that is neither excused nor denied."""
        excuses = self._within(found, "unless", place)
        for span in self._within(found, part, place):
            is_excused = any(self._is_excused(text, span, excuse, denial) for excuse in excuses)
            if not is_excused and not denial.covers(text, *span, self.is_direct):
                return span
        return None

    def _is_excused(self, text: str, span: Span, excuse: Span, denial: Denial) -> bool:
        """Say whether an excuse takes words back: those beside it, up to a comma or a "but".

        Of a direct sign it only takes back what it says itself: "hurt myself lifting".
        """
        (start, end), (first, last) = span, excuse
        if self.is_direct:
            return first <= start and end <= last
        between = text[min(end, last) : max(start, first)]
        return "," not in between and not denial.but.search(between)


def sentences(text: str) -> list[Span]:
    """Return where each sentence of a text starts and ends."""
    return [match.span() for match in _SENTENCE.finditer(text)]


@cache
def _read(language: str) -> tuple[list[Sign], PhraseBook, Denial]:
    file = tomllib.loads((WORDS / language / "warning_signs.toml").read_text("utf-8"))
    groups, rows = file["groups"], list(enumerate(file["sign"]))
    phrases = (
        ((number, part), phrase)
        for number, row in rows
        for part in ("any", "with", "unless")
        for phrase in row.get(part, ())
    )
    signs = [Sign.read(number, row) for number, row in rows]
    return signs, PhraseBook(phrases, groups), Denial.read(file["denial"], groups)
