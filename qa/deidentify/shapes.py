"""Identifiers that are known by their shape or by a word before them: dates, numbers, addresses."""

import re
from collections.abc import Iterator
from functools import cache

from qa.findings import Finding

from .words import Words, either, words_of

_DOMAINS = "com|org|net|edu|gov|mil|io|us|co|info|biz|health|clinic|care|app|dev|uk|ca|de|fr|es"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th))"
_NUMBER = r"(?:\d[A-Z]{1,4}\d{2,}|#?\s?[A-Za-z]{0,6}[-#]?\d[\d-]{2,}[A-Za-z]{0,4}(?:-[A-Za-z\d]+)*)"
_UNITS = (
    r"(?!\s*(?:%|percent|degrees?|pounds?|lbs?|kg|kilos?|minutes?|min|times|reps?|steps|mg|mm))"
)

# The same in every language.
_SHAPES = {
    "email": r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
    "url": rf"(?:https?://|www\.)[^\s<>\"]*[\w/]"
    rf"|(?<![\w@.])[a-z][\w-]{{1,62}}(?:\.[\w-]{{1,63}})*\.(?:{_DOMAINS})\b(?:/[^\s<>\"]*[\w/])?",
    "ip": r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)|\b(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}\b",
    "handle": r"(?<![\w@.])@[a-z_][\w.]{1,29}\b|(?<![\w/])[ur]/[a-z_]\w{2,}",
    "date": rf"(?<![\d/.-]){_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}(?!\d)"
    r"(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    rf"|(?<![\d/.-]){_DAY}[/.-]{_DAY}[/.-](?:{_YEAR}|\d\d)(?![\d/-])"
    rf"|(?<![\d/])(?:0?[1-9]|1[0-2])/{_YEAR}\b",
    "number": r"\b\d{3}-\d{2}-\d{4}\b|\b[a-z]{2}\d{2}[a-z]{4}\d{10,}\b"
    r"|\b(?:\d{4}[ -]?){3,4}\d{1,7}\b"
    r"|\b\d{12,19}\b",
    "phone": r"(?<![\w+])(?:\+\d{1,3}[ .-]?|1[ .-])?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}\b"
    r"|(?<![\w-])\d{3}[-.]\d{4}(?![\w-])|(?<![\w-])\d{10,11}\b(?!-)"
    r"|\+\d[\d ().-]{6,}\d\b|(?<![\w-])\(\d{2,4}\)\s?\d[\d -]{4,}\d\b"
    r"|(?<![\w.-])0\d{1,4}(?:[ .-]\d{2,4}){2,4}\b"
    r"|(?<![\w.-])(?!\d{3}-\d{2}-\d{4}\b)\d{2,4}(?:[ .-]\d{2,4}){2,4}(?![\w-])",
}
_ALWAYS = [(kind, re.compile(shape, re.IGNORECASE)) for kind, shape in _SHAPES.items()]
_LOOSE_NUMBER = re.compile(
    r"\b[A-Z]{1,6}[-#]?\d{4,}[\w-]*|(?<!\w)#\s?[A-Z]{0,5}-?\d{3,}[\w-]*"
    r"|(?<![\w.,/-])\d{2,}(?:-\d{2,}){1,4}(?:-[A-Z]{2,5})?(?![\w/])|(?<![\w.,-])\d{5,}-?[A-Z]{2,5}\b"
    r"|(?<![\w.,-])\d{6,}(?![\w,]|\.\d)"
)
_FEWEST_DIGITS = {"phone": 7, "number": 3}


def shaped(text: str, language: str) -> Iterator[Finding]:
    """Yield what has the shape of an identifier, or follows a word that announces one."""
    for kind, pattern in [*_ALWAYS, *_announced(language)]:
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            if _has_digits(kind, match[group]):
                yield Finding(kind, *match.span(group))
    for match in _LOOSE_NUMBER.finditer(text):
        is_long = sum(map(str.isdigit, match[0])) >= 5 or match[0].startswith("#")
        if is_long and not _is_range(match[0]):
            yield Finding("number", *match.span())


def _has_digits(kind: str, words: str) -> bool:
    digits = sum(map(str.isdigit, words))
    is_year = kind == "number" and re.fullmatch(_YEAR, words.strip()) is not None
    return digits >= _FEWEST_DIGITS.get(kind, 0) and not is_year


def _is_range(number: str) -> bool:
    """Say whether this is "200-650" or "2019-2021", and no number of a person."""
    low, _, high = number.partition("-")
    return len(low) == len(high) <= 4 and low.isdigit() and high.isdigit() and low < high


@cache
def _announced(language: str) -> list[tuple[str, re.Pattern[str]]]:
    words = words_of(language)
    is_or_marks = r"[\s:;#().,-]*(?:(?i:is|was|are|no\.?|number|num\.?|at|on|id)\b[\s:#.-]*){0,2}"
    number = rf"\b{words.either('number_cues')}\b{is_or_marks}(?P<number>{_NUMBER})"
    phone = rf"\b{words.either('phone_cues')}\b{is_or_marks}(?P<phone>\+?\(?\d[\d ().-]{{5,}}\d)"
    called = r"(?:\s+(?i:is|handle|name|account))*"
    handle = rf"\b{words.either('handle_cues')}\b{called}\s*[:@]\s*@?(?P<handle>\w[\w.]{{2,}})"
    found = [("number", number), ("phone", phone), ("handle", handle)]
    found += [("email", shape) for shape in _spelled_addresses(words)]
    found += [("date", shape) for shape in _dates(words)] + [
        ("age", shape) for shape in _ages(words)
    ]
    return [(kind, re.compile(shape)) for kind, shape in found]


def _spelled_addresses(words: Words) -> list[str]:
    """Return shapes of "kim at gmail.com", "kim (at) clinic (dot) org" and the like."""
    name, at, dot = r"(?<![\w.+%-])[\w.+%-]+", words.either("mail_at"), words.either("mail_dot")
    end = rf"(?i:{_DOMAINS})\b"
    return [
        rf"{name}\s?[\[({{]\s?{at}\s?[\])}}]\s?[\w-]+(?:\s?(?:\.|[\[({{]\s?{dot}\s?[\])}}])\s?\w+)+",
        rf"{name}\s+{at}\s+[\w-]+(?:\s+{dot}\s+\w+){{0,2}}\s+{dot}\s+{end}",
        rf"{name}\s+{at}\s+{words.either('mail_providers')}\s?(?:\.|{dot})\s?{end}",
    ]


def _dates(words: Words) -> list[str]:
    month = words.either("months") + r"\b\.?"
    capital = words.titled("months") + r"\b\.?"
    before = words.either("before_a_month")
    year = rf"(?:,?\s+{_YEAR}|,?\s+'\d\d)"
    return [
        rf"\b{month}\s*(?:the\s+)?{_DAY}(?:{_ORDINAL}\b{year}?|{year})",
        rf"\b{capital}\s*{_DAY}\b(?!\s*(?:minutes|times|reps|days|weeks|months|years|percent|%))",
        rf"\b{_DAY}(?:{_ORDINAL})?\s+(?:of\s+)?{capital}{year}?(?!\w)",
        rf"\b{_DAY}{_ORDINAL}\s+(?:of\s+)?{month}{year}?(?!\w)",
        rf"\b{month},?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b{before}\s+(?P<date>{capital})(?!\w)",
        rf"\b(?i:in|since|last|next|until|early|late)\s+(?P<date>{month})(?!\w)",
        rf"\b{words.either('holidays')}\b",
        rf"\b(?i:on|since|until|till|dated?|dob|d\.o\.b\.)[\s:]+(?P<date>(?:0?[1-9]|1[0-2])[/.-]{_DAY})(?![\d/])",
        rf"\b(?i:on|since)\s+the\s+(?P<date>{_DAY}{_ORDINAL})\b",
    ]


def _ages(words: Words) -> list[str]:
    old = r"(?:9\d|1[01]\d)"
    said = either(words.lists["numbers_over_89"]).replace(r"\s+", r"[\s-]+")
    return [
        rf"\b{old}[\s-]*(?i:years?|yrs?|y)[\s-]*(?i:old|of\s+age|o|young)\b",
        rf"\b{old}\s?(?i:yo|y/o)\b|\b{old}-year",
        rf"\b(?i:aged?|age\s+of|age\s+is|turn(?:ed|s|ing)?)[\s:]+(?P<age>{old})\b{_UNITS}",
        rf"\b(?i:i\s+am|i'm|im|she\s+is|he\s+is|she's|he's|who\s+is)\s+(?P<age>{old})\b{_UNITS}(?!\s*[-/\d])",
        r"\b(?i:born\s+in)\s+(?P<age>19[0-3]\d)\b",
        rf"\b(?i:{said})[\s-]+(?i:years?|yrs?)[\s-]+(?i:old|of\s+age|young)\b",
        r"\b(?i:in\s+(?:my|his|her|their)\s+(?:late\s+|early\s+|mid\s+)?(?:90s|nineties))\b",
    ]
