import pytest

from qa.findings import Finding
from qa.readability import long_sentences, reading_grade, sentences

LONG = (
    "When you wake up and your knee feels stiff you may want to sit on the edge of the bed and "
    "swing your leg for a little while."
)


def test_sentences_end_at_marks_and_at_the_end_of_a_line():
    text = "Walk a lot. Dr. Smith walks 3.5 miles!\nWhy? Because it helps"

    assert [text[s.start : s.end] for s in sentences(text)] == [
        "Walk a lot.",
        "Dr. Smith walks 3.5 miles!",
        "Why?",
        "Because it helps",
    ]


def test_sentence_of_more_than_twenty_words_is_found_at_its_place():
    text = f"Move it. {LONG} {'Word ' * 19}word."

    assert long_sentences(text) == [Finding("long_sentence", 9, 9 + len(LONG))]


def test_longest_sentence_comes_first():
    short, longer = "Word " * 21 + "end.", "Word " * 30 + "end."

    found = long_sentences(f"{short} {longer}")

    assert [finding.start for finding in found] == [len(short) + 1, 0]


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("", 0.0),
        ("...", 0.0),
        ("The cat sat on the mat.", 0.0),
        # 10 words, 1 sentence, 27 syllables: 0.39 * 10 + 11.8 * 2.7 - 15.59
        ("Physical activity improves recovery after a knee operation, usually quickly.", 20.2),
    ],
)
def test_reading_grade_is_that_of_the_formula(text, grade):
    assert reading_grade(text) == grade


def test_short_words_in_short_sentences_read_easier():
    plain = "Sit on the bed. Swing your leg. Do it ten times a day."
    hard = (
        "Positioned at the edge of the mattress, perform repetitive oscillatory movements of the "
        "affected extremity, approximately ten repetitions daily."
    )

    assert reading_grade(plain) < 3 < 12 < reading_grade(hard)
