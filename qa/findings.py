"""What the text checks find: a kind of thing at a place in a text."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing found; `start` and `end` count characters of the text that was read."""

    kind: str
    start: int
    end: int
