"""Log lines for production: one JSON object a line, with nothing that somebody typed.

An error is told by its type and its place in the code. Its message stays out: PostgreSQL quotes
the whole row in it, Python the value. A request is told by its pattern, not by its path, which may
hold the key to a private page; the query string stays out as well.
"""

import datetime as dt
import json
import logging
import re
import traceback

SCRUBBED = [
    # Looked for where a word begins only: a host of 8,000 letters would take half a second.
    (re.compile(r"(?<![^\s@<>\"'()])[^\s@<>\"'()]+@[^\s@<>\"')]+"), "[e-mail address]"),
    (re.compile(r"\?\S+"), "?[query]"),
]


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(_message(record)),
        }
        if record.exc_info and record.exc_info[1]:
            entry["error"] = _told_by_place(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def scrub(text: str) -> str:
    """Take e-mail addresses and query strings out."""
    for pattern, replacement in SCRUBBED:
        text = pattern.sub(replacement, text)
    return text


def _message(record: logging.LogRecord) -> str:
    message = record.getMessage()
    request = getattr(record, "request", None)
    if path := getattr(request, "path", ""):
        match = getattr(request, "resolver_match", None)
        message = message.replace(path, f"/{match.route}" if match else "[no such page]")
    return message


def _told_by_place(error: BaseException) -> list[dict[str, object]]:
    """Tell the error and what caused it, the first cause first."""
    causes: list[dict[str, object]] = []
    current: BaseException | None = error
    while current and len(causes) < 10:
        frames = traceback.extract_tb(current.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        causes.insert(0, {"type": type(current).__qualname__, "places": places})
        current = current.__cause__ or current.__context__
    return causes
