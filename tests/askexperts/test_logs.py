import json
import logging
import sys

import psycopg.errors
import pytest

from askexperts.logs import JsonFormatter


def line(message: str, *args: object, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("qa", logging.ERROR, __file__, 1, message, args, sys.exc_info())
    vars(record).update(extra)
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("Mail to robin@example.com failed", "Mail to [e-mail address] failed"),
        ("From: Robin <robin@example.com>", "From: Robin <[e-mail address]>"),
        ("Not Found: /search/?q=knee+pain", "Not Found: /search/?[query]"),
        ("one\ntwo", "one\ntwo"),
        ("To (kim.o@x.example) <jo@y.example>", "To ([e-mail address]) <[e-mail address]>"),
        ("(jo@y.example)kim@x.example", "([e-mail address])[e-mail address]"),
        (f"Invalid host: {'a' * 8000}", f"Invalid host: {'a' * 8000}"),
    ],
)
def test_log_line_is_scrubbed(message, logged):
    assert line(message)["message"] == logged


def test_log_line_tells_an_error_by_type_and_place():
    try:
        raise psycopg.errors.CheckViolation("Failing row contains (canary in a question).")
    except psycopg.errors.CheckViolation:
        logged = line("Internal Server Error")

    assert logged["error"][0]["type"] == "CheckViolation"
    assert "canary" not in json.dumps(logged)
    assert __file__ in logged["error"][0]["places"][0]


def test_log_line_tells_the_cause_first():
    try:
        try:
            raise KeyError("canary")
        except KeyError as cause:
            raise ValueError("canary") from cause
    except ValueError:
        logged = line("Internal Server Error")

    assert [error["type"] for error in logged["error"]] == ["KeyError", "ValueError"]


def test_log_line_tells_a_page_by_its_pattern(rf):
    request = rf.get("/ask/status/secret-key-of-a-person/")
    request.resolver_match = type("Match", (), {"route": "ask/status/<token>/"})

    logged = line("Internal Server Error: %s", request.path, request=request)

    assert logged["message"] == "Internal Server Error: /ask/status/<token>/"


def test_log_line_of_an_unknown_page_has_no_path(rf):
    request = rf.get("/ask/status/secret-key-of-a-person")

    logged = line("Forbidden: %s", request.path, request=request)

    assert logged["message"] == "Forbidden: [no such page]"
