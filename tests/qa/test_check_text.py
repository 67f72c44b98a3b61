import io
import json

import pytest
from django.core.management import CommandError, call_command


def run(*arguments, stdin="", monkeypatch=None):
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
    call_command("check_text", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_text_gives_one_line():
    assert run("I passed out in Salem, OR.") == [
        {
            "identifiers": [{"kind": "place", "start": 16, "end": 25}],
            "warning_signs": [{"kind": "fainting", "start": 2, "end": 12}],
            "reading_grade": 0.5,
        }
    ]


def test_each_line_of_the_input_gives_a_line_in_its_order(monkeypatch):
    found = run("--stdin", stdin="Call 503-555-0100\n \nfine", monkeypatch=monkeypatch)

    assert [[place["kind"] for place in line["identifiers"]] for line in found] == [
        ["phone"],
        [],
        [],
    ]


@pytest.mark.parametrize("arguments", [[], ["text", "--stdin"]])
def test_command_wants_either_a_text_or_the_input(arguments):
    with pytest.raises(CommandError, match="Give a text, or --stdin"):
        run(*arguments)
