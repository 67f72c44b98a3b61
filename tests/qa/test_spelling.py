import pytest

from qa import search_index
from qa.models import Answer, Synonym
from qa.spelling import corrected
from tests import factories

pytestmark = pytest.mark.django_db


def publish(words: str) -> Answer:
    return factories.published_answer(
        title="Hello?", edited_question=words, key_points=["One.", "Two."], body="<p>Hello.</p>"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sholder", "shoulder"),
        ("shouldder", "shoulder"),
        ("shuolder", "shoulder"),
        ("shoulxer", "shoulder"),
        ("houlder", "shoulder"),
        ("shodler", "shoulder"),
        ("artritus", "arthritis"),
        ("kene", "knee"),
    ],
)
def test_corrected_mends_up_to_two_letters(typed, meant):
    publish("shoulder arthritis knee")

    assert corrected(f"my {typed} hurts") == f"my {meant} hurts"


def test_corrected_prefers_the_word_in_more_answers():
    publish("hand")
    for _ in range(2):
        publish("band")

    assert corrected("xand") == "band"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nees", "knees"), ("nee", "knee"), ("kne", "knee"), ("hpi", "hip"), ("ancle", "ankle")],
)
def test_corrected_prefers_a_word_by_which_a_topic_is_named(typed, meant):
    factories.topic(name="Knee, hip and ankle")
    publish("knees, a knee, a hip and an ankle")
    for _ in range(2):
        publish("need the angle of the kneel")

    assert corrected(typed) == meant


def test_corrected_prefers_a_word_that_sounds_the_same():
    publish("wrist")
    for _ in range(2):
        publish("twist")

    assert corrected("rist") == "wrist"


@pytest.mark.parametrize("word", ["arm", "toe", "fat", "lip"])
def test_corrected_leaves_short_words_alone_that_are_near_to_no_topic(word):
    factories.topic(name="Hip")
    publish("warm harm tone flat fast hip")

    assert corrected(word) == word


@pytest.mark.parametrize(
    "text",
    [
        "shoulders",  # another ending of a known word
        "the with from",  # filler words
        "zebra",  # nothing is near: "zero" shares three of five letters
        "sho",  # too short to tell
        "l4-l5 2026",
        "",
        "😀 \0 שלום",
        "' OR 1=1; -- %s %(words)s \\",
    ],
)
def test_corrected_leaves_alone(text):
    publish("shoulder zero")

    assert corrected(text) == text


def test_corrected_leaves_words_of_synonyms_alone():
    Synonym.objects.get_or_create(lay="kneecap", clinical="patella")
    publish("patellar")
    Answer.objects.get().withdraw()
    publish("patela")

    assert corrected("patella") == "patella"


def test_corrected_folds_accents():
    publish("sciatica")

    assert corrected("sciática") == "sciática"


def test_corrected_forgets_a_withdrawn_word():
    publish("shoulder").withdraw()

    assert corrected("sholder") == "sholder"


def test_word_of_two_answers_survives_the_withdrawal_of_one():
    publish("shoulder").withdraw()
    publish("shoulder")

    assert corrected("sholder") == "shoulder"


def test_index_can_be_filled_again_without_counting_twice():
    answer = publish("shoulder")
    search_index.add([answer.pk])
    answer.withdraw()

    assert corrected("sholder") == "sholder"
