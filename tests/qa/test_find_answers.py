import io
import json

import pytest
from django.core.management import CommandError, call_command

from qa.models import Answer
from tests import factories

pytestmark = pytest.mark.django_db


def answer(title: str, **values) -> Answer:
    return factories.published_answer(title=title, edited_question=title, **values)


def find(capsys, *arguments: str) -> list[dict]:
    call_command("find_answers", *arguments)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("mode", ["search", "similar", "related"])
def test_find_answers_says_what_it_found(mode, capsys):
    answer("Does a unicycle hurt?")
    Answer.objects.update(source_id="moved-1")

    assert find(capsys, "--mode", mode, "does a unicycle hurt") == [
        {
            "query": "does a unicycle hurt",
            "results": [
                {
                    "source_id": "moved-1",
                    "slug": "does-a-unicycle-hurt",
                    "title": "Does a unicycle hurt?",
                    "score": 1.0,
                }
            ],
        }
    ]


def test_find_answers_prints_one_line_a_text_whatever_the_text_holds(capsys, monkeypatch):
    answer("Does a unicycle\u2028hurt?")
    typed = ["unicycle", " ", "", "x\u2028y\u0085z", "NUL \0", "😀"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(typed) + "\n"))

    assert [row["query"] for row in find(capsys, "--stdin")] == typed


def test_find_answers_gives_at_most_the_limit(capsys):
    for number in range(4):
        answer(f"Does a unicycle hurt {number}?")

    assert len(find(capsys, "--limit", "3", "unicycle")[0]["results"]) == 3


@pytest.mark.parametrize("name", ["is-a-sore-ankle-bad", "moved-1"])
def test_find_answers_shows_the_neighbors_of_an_answer(name, capsys):
    answer("Is a sore ankle bad?")
    Answer.objects.update(source_id="moved-1")
    answer("Can I run with a sore ankle?")

    found = find(capsys, "--mode", "related", name)[0]["results"]

    assert [hit["title"] for hit in found] == ["Can I run with a sore ankle?"]


@pytest.mark.parametrize("arguments", [[], ["--stdin", "text"], ["--limit", "0", "text"]])
def test_find_answers_refuses_what_makes_no_sense(arguments):
    with pytest.raises(CommandError, match="Give"):
        call_command("find_answers", *arguments)
