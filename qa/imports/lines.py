"""One line of an import file, checked and cleaned, or refused with what to mend."""

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any
from urllib.parse import unquote_to_bytes

from django.utils import timezone
from django.utils.encoding import repercent_broken_unicode

from qa.rich_text import MAX_BODY_LENGTH, clean_rich_text, plain_text
from qa.typed import without_control_characters

REQUIRED = ("source_id", "title", "body_html")
LIMITS = {  # characters, of a text or of each text in a list
    "source_id": 120,
    "title": 200,
    "question": 10_000,
    "body_html": MAX_BODY_LENGTH,
    "key_points": 250,
    "topics": 60,
    "published_at": 40,
    "old_path": 300,
}


class Refused(Exception):
    """A line that cannot be imported; the message says what to mend."""


@dataclasses.dataclass(frozen=True)
class Line:
    """One answer as the file describes it, checked and cleaned."""

    source_id: str
    title: str
    body: str
    question: str
    key_points: list[str]
    topics: list[str]
    published_at: dt.datetime | None  # None where the line gives no date
    old_path: str

    def words(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "edited_question": self.question,
            "key_points": self.key_points,
            "body": self.body,
        }

    @property
    def digest(self) -> str:
        """What the line says but for its date, which is compared with the one stored."""
        values = {**vars(self), "published_at": None}
        return hashlib.sha256(repr(values).encode()).hexdigest()


def parse(text: str) -> Line:
    """Return one line of the file, checked. Raises Refused."""
    values = _object(text)
    if unknown := sorted(values.keys() - LIMITS.keys()):
        raise Refused(f"remove {', '.join(unknown)}; these are not known here")
    if missing := [name for name in REQUIRED if not _text(values, name)]:
        raise Refused(f"add {', '.join(missing)}")
    body = clean_rich_text(_text(values, "body_html"))
    if not plain_text(body):
        raise Refused("write words into body_html; nothing in it can be read")
    return Line(
        source_id=_text(values, "source_id"),
        title=_text(values, "title"),
        body=body,
        question=_text(values, "question"),
        key_points=_texts(values, "key_points"),
        topics=_texts(values, "topics"),
        published_at=_moment(values),
        old_path=_path(values),
    )


def source_of(text: str) -> str:
    """Return the source_id of a refused line, empty if it cannot be told."""
    try:
        return _text(_object(text), "source_id")
    except Refused:
        return ""


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("write one JSON object a line; this is none") from None
    if not isinstance(values, dict):
        raise Refused("write one JSON object a line; this is something else")
    return values


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str):
        raise Refused(f"write {name} as text")
    return _fitting(value, name)


def _texts(values: dict[str, Any], name: str) -> list[str]:
    value = values.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Refused(f"write {name} as a list of texts")
    return list(dict.fromkeys(text for item in value if (text := _fitting(item, name))))


def _fitting(value: str, name: str) -> str:
    # PostgreSQL stores no half of a surrogate pair.
    text = without_control_characters(value).encode(errors="ignore").decode().strip()
    if len(text) > LIMITS[name]:
        raise Refused(f"shorten {name} to {LIMITS[name]:,} characters")
    return text


def _moment(values: dict[str, Any]) -> dt.datetime | None:
    text = _text(values, "published_at")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Refused("write published_at as a date such as 2024-03-01") from None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _path(values: dict[str, Any]) -> str:
    path = _text(values, "old_path")
    if path and not path.startswith("/"):
        raise Refused("begin old_path with a /")
    if "?" in path or "#" in path:
        raise Refused("end old_path before its ? or #; only a path leads on")
    # As Django reads the path of a request, percent signs that are no UTF-8 included.
    read = repercent_broken_unicode(unquote_to_bytes(path)).decode()
    if read != without_control_characters(read):
        raise Refused("write old_path without control characters")
    return read
