from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from qa.imports import import_lines
from qa.models import Answer
from tests.qa.import_file import OTHER, lines

pytestmark = pytest.mark.django_db


def file_of(folder: Path, read: list[str]) -> str:
    file = folder / "answers.jsonl"
    file.write_text("\n".join(read), encoding="utf-8")
    return str(file)


def test_command_says_what_it_did(tmp_path, capsys):
    call_command("import_answers", file_of(tmp_path, lines({})))

    printed = capsys.readouterr()
    assert printed.out == (
        "created 1, updated 0, unchanged 0, removed 0, kept as written here 0, refused 0\n"
    )
    assert printed.err == "Lines read: 1\nRelated answers found for: 1\n"


def test_command_says_what_it_refused_and_that_the_rest_is_in(tmp_path, capsys):
    call_command("import_answers", file_of(tmp_path, [*lines({}), "{"]))

    printed = capsys.readouterr()
    assert "created 1, " in printed.out
    assert printed.err.splitlines()[-2:] == [
        "Line 2 refused: write one JSON object a line; this is none.",
        "Mend the lines that were refused, then import the file again; the others are in.",
    ]


@pytest.mark.parametrize("read", [[], ["\n", "\n"]])
def test_replace_takes_nothing_down_by_a_file_without_an_answer(tmp_path, read):
    import_lines(lines({}))

    with pytest.raises(CommandError, match="it holds no answer"):
        call_command("import_answers", file_of(tmp_path, read), replace=True)

    assert Answer.objects.published().filter(source_id="knee-1").exists()


@pytest.mark.parametrize("refused", ["{", '{"title": "Without a name"}'])
def test_replace_takes_nothing_down_while_a_refused_line_may_be_any(tmp_path, refused, capsys):
    import_lines(lines({}))

    call_command("import_answers", file_of(tmp_path, [*lines(OTHER), refused]), replace=True)

    assert capsys.readouterr().err.endswith("may be any answer: nothing was taken down.\n")
    assert Answer.objects.published().filter(source_id="knee-1").exists()


def test_replace_keeps_the_answer_of_a_refused_line_and_takes_down_what_is_missing(tmp_path):
    import_lines(lines({}, OTHER))

    read = lines({"title": ""}, {"source_id": "hip-9", "old_path": "", "title": "Is a hip stiff?"})
    call_command("import_answers", file_of(tmp_path, read), replace=True)

    published = Answer.objects.published().values_list("source_id", flat=True)
    assert sorted(published) == ["hip-9", "knee-1"]


def test_command_says_that_a_file_is_missing(tmp_path):
    with pytest.raises(CommandError, match="Check the file"):
        call_command("import_answers", str(tmp_path / "none"))
