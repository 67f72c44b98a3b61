"""A file that an import reads: lines that are like one good line but for what a test changes."""

import json

LINE = {
    "source_id": "knee-1",
    "title": "Why does my knee click?",
    "question": "It clicks. Why?",
    "body_html": "<p>Knees click.<script>alert(1)</script></p>",
    "key_points": ["Clicks are common."],
    "topics": ["Knee"],
    "published_at": "2024-03-01",
    "old_path": "/ask/old-knee/",
}
OTHER = {
    "source_id": "hip-1",
    "title": "Is a stiff hip normal?",
    "question": "",
    "body_html": "<p>Mostly.</p>",
    "key_points": [],
    "topics": [],
}


def lines(*changes: dict) -> list[str]:
    return [json.dumps({**LINE, **_old_path_of(change), **change}) for change in changes]


def another_file() -> list[str]:
    """What an import reads that holds none of those lines any more."""
    return lines(OTHER)


def _old_path_of(change: dict) -> dict[str, str]:
    """Another answer was at another address."""
    source_id = change.get("source_id")
    return {"old_path": f"/ask/{source_id}/"} if source_id else {}
