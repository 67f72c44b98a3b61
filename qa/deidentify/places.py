"""Places below a state: addresses, ZIP codes, towns, and where somebody is treated or works."""

import re
from collections.abc import Iterator
from functools import cache

from qa.findings import Finding

from .words import CAPITAL, Words, either, words_of

_TOKEN = re.compile(r"[^\W\d_][\w'-]*")
_LONGEST_TOWN = 3  # words
_SMALL_FACILITIES = r"(?i:clinic|hospital|branch|campus|med\.? center|city)"


def places(text: str, language: str) -> Iterator[Finding]:
    """Yield where a place is named that is smaller than a state."""
    words = words_of(language)
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            if place := _without_common_words(match, words):
                yield Finding("place", *place)
    yield from _towns(text, words)


def _without_common_words(match: re.Match[str], words: Words) -> tuple[int, int] | None:
    """Return the place without a beginning such as "Our" or "The"; None if nothing else is left."""
    start, end = match.span("place")
    common = words.sets["not_places"] | words.sets["not_names"]
    known = words.sets["states"] | words.sets["countries"] | words.sets["months"]
    if match.re.groupindex.get("exact"):
        return start, end
    while first := re.match(r"(\S+?)[\s,]+", match.string[start:end]):
        if first[1].lower().rstrip(".,") not in common:
            break
        start += first.end()
    named = match.string[start:end].lower()
    is_common = named in common or named in known or named in words.sets["facility_words"]
    return (
        None
        if is_common or ("facility" in match.groupdict() and not _is_named(match, start))
        else (start, end)
    )


def _is_named(match: re.Match[str], start: int) -> bool:
    return start < match.start("facility")


def _towns(text: str, words: Words) -> Iterator[Finding]:
    tokens = list(_TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        if token[0].lower().removesuffix("'s") not in words.first_words_of_towns:
            continue
        before = tokens[at - 1] if at else None
        for length in range(_LONGEST_TOWN, 0, -1):
            run = tokens[at : at + length]
            if len(run) == length and _is_town(text, run, before, words):
                yield Finding("place", run[0].start(), run[-1].end())
                break


def _is_town(
    text: str, run: list[re.Match[str]], before: re.Match[str] | None, words: Words
) -> bool:
    start, end = run[0].start(), run[-1].end()
    following = re.match(r"(?:'s)?\s+(\w+)", text[end:])
    if following and following[1].lower() in words.sets["eponyms"]:
        return False
    name = re.sub(r"\s+", " ", text[start:end].lower()).removesuffix("'s")
    if name in words.sets["states"] | words.sets["countries"]:
        return False
    is_capital = all(token[0][0].isupper() for token in run)
    cue = (
        before[0].lower() if before and not re.search(r"[.!?]", text[before.end() : start]) else ""
    )
    has_cue = cue in words.sets["place_prepositions"]
    if name in words.towns:
        return is_capital or has_cue
    return name in words.unclear_towns and is_capital and has_cue and cue in ("in", "from", "near")


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = words_of(language)
    cap = rf"(?:(?:St|Mt|Ft)\.\s+)?{CAPITAL}(?:'s)?"
    run = rf"{cap}(?:(?:\s+(?:of|and|&|for|the)\s+|\s+){cap}){{0,4}}"
    code = either(words.lists["state_codes"])
    state = words.either("states")
    facility = words.titled("facility_words")
    town = rf"(?:\s*,\s*|\s+(?:in|of|at)\s+){cap}(?:\s+{cap})?(?:,\s*{code}\b)?"
    street = words.either("street_words")
    unit = words.either("unit_words")
    big_street = "(?:Street|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Drive|Court|Parkway|Highway)"
    after_street = rf"(?:,?\s+{unit}\.?\s*#?\w+)?(?:,\s+{cap}(?:\s+{cap})?(?:,\s*{code}\b)?)?"
    the = r"(?:the\s+|our\s+|your\s+|a\s+)?"
    exact = (
        rf"\b\d{{1,6}}\s+(?:[NSEWnsew]\.?\s+)?(?:[A-Z0-9][\w'.]*\s+){{1,4}}{street}\b\.?{after_street}",
        rf"\b\d{{1,6}}\s+(?:\w+\s+){{1,2}}(?i:{big_street})\b",
        rf"\b{cap}\s+{big_street}\b",
        r"(?i:\bp\.?\s?o\.?\s+box\s+\d+)",
        r"\b(?i:apt|apartment|suite|ste)\b\.?\s*#?\d\w*",
        rf"\b{code}\s+\d{{5}}(?:-\d{{4}})?\b",
        r"(?<![\w-])\d{5}-\d{4}(?![\w-])",
    )
    near = (
        r"(?i:\bzip(?:\s*code)?[\s:]+(?:is\s+)?)(?P<place>\d{5}(?:-\d{4})?)",
        rf"(?P<place>\b{cap}(?:\s+{cap}){{0,2}},\s*{code}\b)",
        rf"(?P<place>\b{cap}(?:\s+{cap}){{0,2}},\s*{state}\b)",
        rf"(?P<place>\b{run}\s+(?P<facility>{facility})\b(?:{town})?)",
        rf"(?P<place>\bSt\.?\s+(?!\w+(?:'s)?\s+wort){CAPITAL}(?:'s)?(?:\s+{cap})?)",
        rf"(?P<place>\b{cap}(?:\s+{cap})?\s+(?P<facility>{_SMALL_FACILITIES})\b)",
        rf"\bat\s+{the}(?P<place>{run}(?:{town})?)",
        rf"\b{words.either('lives_cues')}\s+{the}(?P<place>{run}(?:,\s*(?:{code}\b|{state}\b))?)",
        rf"\b{words.either('visits')}\s+(?i:at|in|to)\s+{the}(?P<place>{run}(?:{town})?)",
    )
    shapes = [*(f"(?P<place>(?P<exact>{shape}))" for shape in exact), *near]
    return tuple(re.compile(shape) for shape in shapes)
