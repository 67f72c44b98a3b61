"""How hard a text is to read: its grade, and the sentences that make it hard.

A score is a smoke alarm and no proof: plain words in a bad order score well.
"""

import re
from functools import cache
from typing import NamedTuple

import pyphen

from .findings import Finding

TARGET_GRADE = 6
HIGHEST_GRADE = 8  # above it, the desk warns
LONGEST_SENTENCE = 20  # words
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e|approx)\.$", re.IGNORECASE)
_SILENT_ENDING = re.compile(r"[^aeiouyl]e$|[^td]ed$")


class Sentence(NamedTuple):
    """A sentence of a text: where it stands and how many words it has."""

    start: int
    end: int
    words: int


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text; the end of a line ends one too."""
    found: list[Sentence] = []
    start = None
    for match in _SENTENCE.finditer(text):
        start = match.start() if start is None else start
        is_unfinished = _ABBREVIATION.search(match[0]) and text[match.end() :].strip()
        if not is_unfinished:
            words = len(_WORD.findall(text, start, match.end()))
            found += [Sentence(start, match.end(), words)] if words else []
            start = None
    return found


def long_sentences(text: str) -> list[Finding]:
    """Return the sentences of more than 20 words, the longest first."""
    too_long = [sentence for sentence in sentences(text) if sentence.words > LONGEST_SENTENCE]
    too_long.sort(key=lambda sentence: -sentence.words)
    return [Finding("long_sentence", sentence.start, sentence.end) for sentence in too_long]


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: the years of school a reader needs; 0.0 without words.

    Kincaid and others, 1975: 0.39 words a sentence + 11.8 syllables a word - 15.59.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word.lower()) for word in words)
    grade = 0.39 * len(words) / len(sentences(text)) + 11.8 * syllables / len(words) - 15.59
    return round(max(grade, 0.0), 1)


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def _syllables(word: str) -> int:
    """Count syllables: places to hyphenate, or groups of vowels where a word has more of those."""
    groups = len(re.findall(r"[aeiouy]+", word)) - bool(_SILENT_ENDING.search(word))
    return max(1, groups, len(_hyphens().positions(word)) + 1)
