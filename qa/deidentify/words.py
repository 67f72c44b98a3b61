"""Word lists of a language and the patterns made of them."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "words"

CAPITALIZED = (
    # No name has more parts; without an end, a text that is one long word takes seconds to read.
    r"(?:[A-Z\u00c0-\u00de][a-z\u00c0-\u024f]+(?:['-][A-Z]?[a-z]+|[A-Z][a-z]+){0,6}|[A-Z]'[A-Z][a-z]+)"
)
CAPITAL = rf"(?:{CAPITALIZED}|[A-Z]{{2,6}}\b)"


class Words:
    """The lists of one language: those of `identifiers.toml`, and the files of names and places."""

    def __init__(self, language: str):
        folder = FOLDER / language
        self.lists: dict[str, list[str]] = tomllib.loads(
            (folder / "identifiers.toml").read_text("utf-8")
        )
        self.sets = {name: frozenset(words) for name, words in self.lists.items()}
        self.first_names = _words(folder / "first_names.txt")
        self.unclear_names = _words(folder / "first_names_that_are_words.txt")
        self.last_names = _words(folder / "last_names.txt")
        self.towns = _lines(folder / "places.txt")
        self.unclear_towns = _lines(folder / "places_that_are_words.txt")
        towns = self.towns | self.unclear_towns
        self.first_words_of_towns = frozenset(town.split()[0] for town in towns)

    def either(self, *names: str) -> str:
        """Return a pattern for any word of these lists, in small or capital letters."""
        return f"(?i:{either(word for name in names for word in self.lists[name])})"

    def titled(self, name: str) -> str:
        """Return a pattern for any word of a list with a capital first, or all in capitals."""
        words = self.lists[name]
        return either([word.title() for word in words] + [word.upper() for word in words])


def either(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    escaped = (re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len)[::-1])
    return f"(?:{'|'.join(escaped)})"


@cache
def words_of(language: str) -> Words:
    return Words(language)


def _words(path: Path) -> frozenset[str]:
    return frozenset(" ".join(_rows(path)).split())


def _lines(path: Path) -> frozenset[str]:
    return frozenset(row.lower() for row in _rows(path))


def _rows(path: Path) -> list[str]:
    return [row for row in path.read_text("utf-8").splitlines() if not row.startswith("#")]
