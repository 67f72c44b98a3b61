import pytest

from qa.differences import changes, pieces
from tests import factories


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Rest it.", "Rest it.", [("same", "Rest it.")]),
        ("Rest it now.", "Move it now.", [("gone", "Rest"), ("new", "Move"), ("same", "it now.")]),
        ("Rest it.", "Rest it. Twice.", [("same", "Rest it."), ("new", "Twice.")]),
        ("Rest  it.\nNow.", "Rest it.", [("same", "Rest it."), ("gone", "\n Now.")]),
        ("a\nb\nc\nd", "a\nb\nc\nd e", [("same", "a \n b \n c \n d"), ("new", "e")]),
        (
            "a\nb\nc\nd\ne",
            "a\nb\nc\nd\ne f",
            [("same", "a"), ("between", "3"), ("same", "e"), ("new", "f")],
        ),
        ("", "New", [("new", "New")]),
        ("", "", []),
    ],
)
def test_pieces_show_old_words_before_new_ones(old, new, found):
    assert pieces(old, new) == found


def test_pieces_of_very_long_texts_show_the_words_of_the_lines_that_changed():
    long = "go " * 50_000

    assert pieces(f"One.\nRest it now.\n{long}", f"One.\nMove it now.\n{long}") == [
        ("same", "One. \n"),
        ("gone", "Rest"),
        ("new", "Move"),
        ("same", "it now. \n"),
        ("same", long.strip()),
    ]


def test_pieces_of_one_very_long_line_are_the_old_and_the_new():
    old, new = "go " * 50_000, "go to " * 50_000

    assert pieces(old, new) == [("gone", old.strip()), ("new", new.strip())]


@pytest.mark.django_db
def test_changes_leave_out_fields_that_are_the_same():
    answer = factories.published_answer(title="Rest it?")
    new = answer.start_revision(factories.therapist())
    new.title = "Move it?"

    assert changes(answer.live_revision, new) == [
        ("Title", [("gone", "Rest"), ("new", "Move"), ("same", "it?")])
    ]
