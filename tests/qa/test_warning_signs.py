import tomllib
from pathlib import Path

import pytest

from qa.findings import Finding
from qa.phrases import any_of
from qa.warning_signs import WORDS, find_warning_signs

CORPUS = tomllib.loads(
    Path(__file__).with_suffix(".toml").with_stem("warning_signs").read_text("utf-8")
)
SIGNS = [(kind, text) for kind, texts in CORPUS["signs"].items() for text in texts]
HARMLESS = CORPUS["harmless"]["texts"]


@pytest.mark.parametrize(("kind", "text"), SIGNS)
def test_warning_sign_is_found(kind, text):
    kinds = {finding.kind for finding in find_warning_signs(text)}

    assert kinds if kind == "mixed" else kind in kinds


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_that_sounds_alike_is_left_alone(text):
    assert find_warning_signs(text) == []


def test_corpus_is_large_and_a_third_of_it_harmless():
    assert len(SIGNS) >= 150
    assert len(HARMLESS) >= len(SIGNS) / 3
    assert len({text for _, text in SIGNS} | set(HARMLESS)) == len(SIGNS) + len(HARMLESS)


def test_place_of_a_sign_is_counted_in_the_text_as_typed():
    text = "Hello\u2026\n\nI can\u2019t  pee since noon."

    (finding,) = find_warning_signs(text)

    assert finding == Finding("cauda_equina", 10, 20)
    assert text[finding.start : finding.end] == "can\u2019t  pee"


@pytest.mark.parametrize(
    "text",
    [
        "No chest pain.",
        "I have no fever, chills or chest pain.",
        "She denies chest pain or shortness of breath.",
        "I don't have any chest pain.",
        "Never had chest pain, numbness or fever.",
        "Chest pain: no",
        "Chest pain was ruled out.",
    ],
)
def test_denied_sign_is_not_found(text):
    assert find_warning_signs(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "No fever, but chest pain.",
        "No. Chest pain.",
        "No relief from this chest pain.",
        "No injury, sudden chest pain.",
        "No fever, chest pain since noon.",
        "I have no idea why I have chest pain.",
        "Not only chest pain.",
    ],
)
def test_denial_of_something_else_hides_no_sign(text):
    assert {finding.kind for finding in find_warning_signs(text)} == {"heart"}


def test_longest_question_is_read():
    text = "My knee is stiff in the morning, and I walk a lot. " * 96 + "I passed out today."

    assert [finding.kind for finding in find_warning_signs(text)] == ["fainting"]


@pytest.mark.parametrize("phrase", ["chest||arm pain", "chest? |arm pain", "arm?|leg pain"])
def test_phrase_that_could_not_be_meant_is_refused(phrase):
    with pytest.raises(ValueError, match="alternative"):
        any_of([phrase])


def test_every_phrase_of_the_file_can_be_read():
    file = tomllib.loads((WORDS / "en" / "warning_signs.toml").read_text("utf-8"))
    lists = [row.get(part, []) for row in file["sign"] for part in ("any", "with", "unless")]

    empty = [p for phrases in lists for p in phrases if any_of([p], file["groups"]).search("")]
    assert empty == []
