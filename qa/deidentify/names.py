"""Names of people: after a title or a cue, or by the lists of first and last names."""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from qa.findings import Finding

from .words import CAPITALIZED, Words, either, words_of

_TOKEN = re.compile(r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*\.?")
_LOWER_TITLES = ("dr", "mr", "mrs", "ms", "prof")
_FURTHER_NAMES = 2  # after the first


class Token(NamedTuple):
    start: int
    end: int
    text: str
    word: str  # small letters, without 's and full stop

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.word) == 1 and (self.is_capital or self.text.endswith("."))


def names(text: str, language: str) -> Iterator[Finding]:
    """Yield where somebody is named."""
    words = words_of(language)
    tokens = [_token(match) for match in _TOKEN.finditer(text)]
    for at, token in enumerate(tokens):
        length = _listed(tokens, at, text, words)
        if length and not _is_eponym(tokens, at, at + length, text, words):
            yield Finding("name", token.start, _end(tokens[at + length - 1]))
    for match, group in _cued(text, language):
        first = match[group].split()[0].lower().strip(".,")
        is_title_alone = match[group].lower().strip(".") in words.sets["titles"]
        if first not in words.sets["not_names"] and not is_title_alone:
            yield Finding("name", *match.span(group))


def _token(match: re.Match[str]) -> Token:
    word = re.sub(r"(?:'s?|\.)+$", "", match[0].lower())
    return Token(*match.span(), match[0], word)


def _end(token: Token) -> int:
    if token.is_initial:
        return token.end
    return token.start + len(re.sub(r"(?:'s|')?\.?$", "", token.text))


def _listed(tokens: list[Token], at: int, text: str, words: Words) -> int:
    """Return how many tokens from here on are a name by the lists (0: none)."""
    token = tokens[at]
    is_first = token.word.split("-")[0] in words.first_names
    is_unclear = token.is_capital and token.word in words.unclear_names
    further = _further(tokens, at, text, words)
    if token.word in _LOWER_TITLES and at + 1 < len(tokens) and _is_known(tokens[at + 1], words):
        return 2 + _further(tokens, at + 1, text, words)
    if is_first and ("-" not in token.word or token.is_capital):
        return 1 + further
    if is_unclear and _introduces(tokens, at, text, words):
        return 1 + further
    if (
        is_unclear
        and further
        and (_is_inside(tokens, at, text) or _is_known(tokens[at + 1], words))
    ):
        return 1 + further
    if not further or not token.is_capital or token.word in words.sets["not_names"]:
        return 0
    follower = tokens[at + 1]
    is_surname = follower.is_capital and follower.word in words.last_names
    is_person = _may_have_initial(tokens, at, text, words) if follower.is_initial else is_surname
    return 1 + further if is_person else 0


def _may_have_initial(tokens: list[Token], at: int, text: str, words: Words) -> bool:
    """Say whether "Xyz K." reads as a name: inside a sentence, and not as in "Vitamin D."."""
    token, initial = tokens[at], tokens[at + 1]
    return (
        _is_inside(tokens, at, text)
        and initial.text.endswith(".")
        and len(token.word) > 2
        and not token.text.isupper()
        and token.word not in words.sets["before_a_letter"]
    )


def _introduces(tokens: list[Token], at: int, text: str, words: Words) -> bool:
    """Say whether somebody says who they are, as in "I'm Tom, 34"."""
    start, end = tokens[at].start, tokens[at].end
    if tokens[at].word in words.sets["what_one_is"]:
        return False
    before = re.search(rf"\b{words.either('introductions')}\s+$", text[:start])
    return before is not None and re.match(r"\s*(?:$|[,.;!\n]|and\b)", text[end:]) is not None


def _is_inside(tokens: list[Token], at: int, text: str) -> bool:
    """Say whether this word stands inside a sentence, where words have no capitals as a rule."""
    return at > 0 and not re.search(r"[.!?:\n]\s*$", text[tokens[at - 1].start : tokens[at].start])


def _is_first(token: Token, words: Words) -> bool:
    return token.word in words.first_names | words.unclear_names


def _is_known(token: Token, words: Words) -> bool:
    known = words.last_names | words.first_names
    return token.word in known or (token.is_initial and token.text.endswith("."))


def _further(tokens: list[Token], at: int, text: str, words: Words) -> int:
    """Count the initials and last names that follow a first name."""
    count = 0
    for before, token in itertools.pairwise(tokens[at : at + 2 + _FURTHER_NAMES]):
        gap = text[before.end : token.start]
        has_ended = before.text.endswith(".") and not before.is_initial
        if gap.strip() or "\n" in gap or has_ended or not _is_further(token, words):
            break
        count += 1
        if count == _FURTHER_NAMES:
            break
    return count


def _is_further(token: Token, words: Words) -> bool:
    if token.word in words.sets["not_names"] and not (token.is_initial and token.text != "I"):
        return False
    if token.word in words.sets["months"] or token.word in words.sets["facility_words"]:
        return False
    is_acronym = len(token.word) > 1 and token.text.isupper()
    return (
        token.is_initial or (token.is_capital and not is_acronym) or token.word in words.last_names
    )


def _is_eponym(tokens: list[Token], at: int, after: int, text: str, words: Words) -> bool:
    """Say whether a name is that of a disease, a test or an exercise."""
    last = tokens[after - 1]
    if text[last.end : last.end + 1] in ("-", "\u2013") or text[last.start - 1 : last.start] == "-":
        return True
    if last.word in words.sets["eponyms"]:
        return True
    if after >= len(tokens) or re.search(r"[.!?,;:]", text[_end(last) : tokens[after].start]):
        return False
    is_owner = last.text.lower().endswith("'s")
    named = words.sets["eponyms"]
    if is_owner and after - at > 1 and _is_first(tokens[at], words):
        named = named - words.sets["own"]  # "Baker's knee", but a person's with a full name
    return any(token.word in named for token in tokens[after : after + (2 if is_owner else 1)])


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    person = rf"{CAPITALIZED}(?:\s+(?:{CAPITALIZED}|[A-Z]\b\.?)){{0,2}}(?![a-z])"
    title = rf"(?:{words.titled('titles')}|{either(_LOWER_TITLES)})"
    asked = (
        r"(?i:my\s+name\s+is|my\s+name's|name\s+is|(?:patient|pt|full|first|last)(?:'?s)?\s+name)"
    )
    return tuple(
        re.compile(shape)
        for shape in (
            rf"\b(?P<name>{title}\.?\s+(?:[A-Z]\.\s*)?{person})",
            rf"\b{words.either('name_cues')}\b[\s,:]{{1,3}}(?:is\s+)?(?P<name>{person})",
            rf"\b{words.either('relations')}(?:,\s*|\s+|\s+named\s+|\s+is\s+named\s+)(?P<name>{person})",
            rf"\b{asked}[\s,:]+(?P<name>[^\W\d_]{{2,}}(?:\s+[^\W\d_]{{2,}})?)",
        )
    )


def _cued(text: str, language: str) -> Iterator[tuple[re.Match[str], str]]:
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            yield match, "name"
