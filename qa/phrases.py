"""Phrases in word lists, and how they are found in what people type.

A phrase is words with spaces between. `a|b_c` is the word "a" or the words "b c", `{name}` any
phrase of a group, `word*` any ending, `a|b?` a word that may be missing, and `..` up to five words
of any kind. Words in capitals only match capitals; an apostrophe or a hyphen may be missing. A
phrase never crosses the end of a sentence.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

Groups = Mapping[str, list[str]]
Span = tuple[int, int]

_BETWEEN = r"[^\w.!?;\n]+"
_GAP = rf"(?:{_BETWEEN}[\w']+){{0,5}}?"
_WORD = re.compile(r"\w[\w']*")
_SAME_WIDTH = str.maketrans("\u2018\u2019\u02bc`\u2010\u2011\u2012\u2013\u00a0", "''''---- ")


def plain_marks(text: str) -> str:
    """Return the text with plain apostrophes, hyphens and spaces; every offset stays the same."""
    return text.translate(_SAME_WIDTH)


def any_of(phrases: Iterable[str], groups: Groups | None = None) -> re.Pattern[str]:
    """Compile a few phrases into one pattern that finds any of them in text with plain marks."""
    choices = "|".join(_pattern(phrase, groups or {}) for phrase in phrases)
    return re.compile(rf"(?<![\w'])(?:{choices})(?![\w'])", re.IGNORECASE)


class PhraseBook:
    """Many phrases, each with an owner, looked for in one pass through the words of a text.

    A phrase is only tried where its first word stands, and only compiled when it is first tried.
    """

    def __init__(self, phrases: Iterable[tuple[Hashable, str]], groups: Groups):
        self._by_word: dict[str, list[tuple[Hashable, str]]] = defaultdict(list)
        self._groups = groups
        self._compiled: dict[str, re.Pattern[str]] = {}
        for owner, phrase in phrases:
            for word in _first_words(phrase.split(), groups):
                self._by_word[word].append((owner, phrase))
        self._stem_lengths = {len(word) - 1 for word in self._by_word if word.endswith("*")}

    def find(self, text: str) -> dict[Hashable, list[Span]]:
        """Return by owner where its phrases stand in a text with plain marks, in their order."""
        found: dict[Hashable, list[Span]] = defaultdict(list)
        for word in _WORD.finditer(text):
            for owner, phrase in self._beginning_with(word[0].lower().replace("'", "")):
                if match := self._pattern(phrase).match(text, word.start()):
                    found[owner].append(match.span())
        return found

    def _beginning_with(self, word: str) -> Iterator[tuple[Hashable, str]]:
        yield from self._by_word.get(word, ())
        for length in self._stem_lengths:
            if length <= len(word):
                yield from self._by_word.get(f"{word[:length]}*", ())

    def _pattern(self, phrase: str) -> re.Pattern[str]:
        if phrase not in self._compiled:
            pattern = rf"(?:{_pattern(phrase, self._groups)})(?![\w'])"
            self._compiled[phrase] = re.compile(pattern, re.IGNORECASE)
        return self._compiled[phrase]


def _pattern(phrase: str, groups: Groups) -> str:
    pieces = phrase.split()
    pattern = _joined(pieces, groups)
    return f"(?:{pattern}|{_joined(pieces[1:], groups)})" if pieces[0].endswith("?") else pattern


def _joined(pieces: list[str], groups: Groups) -> str:
    first, *others = pieces
    pattern = _choices(first, groups)
    for piece in others:
        if piece == "..":
            pattern += _GAP
        else:
            is_optional = "?" if piece.endswith("?") else ""
            pattern += f"(?:{_BETWEEN}{_choices(piece, groups)}){is_optional}"
    return pattern


def _choices(piece: str, groups: Groups) -> str:
    words = piece.removesuffix("?").split("|")
    return f"(?:{'|'.join(_choice(word, groups) for word in words)})"


def _choice(word: str, groups: Groups) -> str:
    if word.startswith("{"):
        return "|".join(_pattern(phrase, groups) for phrase in groups[word[1:-1]])
    if not word or "?" in word:
        raise ValueError(f"An alternative is empty, or only the last may have a ?: {word!r}")
    pattern = re.escape(word.removesuffix("*")).replace("'", "'?").replace(r"\-", r"[\- ]?")
    pattern = pattern.replace("_", _BETWEEN)
    pattern += r"[\w']*" if word.endswith("*") else ""
    return f"(?-i:{pattern})" if len(word) > 1 and word.isupper() else pattern


def _first_words(pieces: list[str], groups: Groups) -> Iterator[str]:
    """Yield the words a phrase may begin with, without apostrophes; `word*` is a beginning."""
    for word in pieces[0].removesuffix("?").split("|"):
        if word.startswith("{"):
            for phrase in groups[word[1:-1]]:
                yield from _first_words(phrase.split(), groups)
        else:
            first = re.split("[-_]", word)[0]
            yield first.lower().replace("'", "")
            if "-" in word:
                yield word.lower().replace("-", "").replace("'", "")
    if pieces[0].endswith("?"):
        yield from _first_words(pieces[1:], groups)
