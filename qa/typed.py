"""What somebody meant to type, without the characters that nobody sees."""

import re

_NEWLINES = re.compile(r"\r\n?")
# The last two are none that text may hold, and XML, so the feed, cannot.
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def without_control_characters(text: str) -> str:
    """Return the text without characters nobody types; a line break is one character."""
    return _CONTROL_CHARACTERS.sub("", _NEWLINES.sub("\n", text))
