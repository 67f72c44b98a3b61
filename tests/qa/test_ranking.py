import pytest
from django.db import IntegrityError, connection, transaction

from qa import ranking
from qa.models import Answer
from qa.ranking import rank, triples
from tests import factories

pytestmark = pytest.mark.django_db


def publish(title: str, body: str = "Words.") -> Answer:
    return factories.published_answer(
        title=title, edited_question=title, key_points=["One.", "Two."], body=f"<p>{body}</p>"
    )


def titles(text: str) -> list[str]:
    return [hit.title for hit in rank(text).hits]


def test_rank_prefers_the_rare_word():
    for number in range(4):
        publish(f"Does a knee hurt {number}?")
    publish("Is a meniscus hurt?")

    assert titles("knee meniscus")[0] == "Is a meniscus hurt?"


def test_rank_prefers_the_short_answer_that_says_it_once():
    publish("A?", "sciatica " + "and much more of something else entirely " * 40)
    publish("B?", "sciatica and little else")

    assert titles("sciatica") == ["B?", "A?"]


def test_rank_prefers_the_very_question_among_those_that_share_its_words():
    publish("Why does my hip hurt when running a marathon in the cold rain?", "hip hip hip")
    publish("Why does my hip hurt?", "hip")

    assert titles("why does my hip hurt")[0] == "Why does my hip hurt?"


def test_rank_scores_between_0_and_1():
    publish("Why does my hip hurt?")

    scores = [round(hit.score, 3) for hit in rank("why does my hip hurt").hits]

    assert scores == [1.0]


def test_rank_adds_what_a_common_word_says_of_a_candidate(monkeypatch):
    """Of common words only the best postings are read; what was not read still counts."""
    for number in range(6):
        publish(f"Pain {number}?", "pain pain pain pain")
    publish("Elbows?", "An elbow and, at last, some pain among a lot of other words.")
    publish("Elbow?", "An elbow and, at last, some rest among a lot of other words.")
    monkeypatch.setattr(ranking, "READ_AT_MOST", 6)

    scores = {hit.title: hit.score for hit in rank("elbow pain").hits}

    assert scores["Elbows?"] > scores["Elbow?"] * 0.9


def test_rank_does_not_find_what_is_not_public():
    publish("Does a unicycle hurt?").withdraw()
    factories.revision_in_review(title="Does a unicycle help?")

    assert titles("unicycle") == []


def test_index_cannot_hold_an_answer_that_is_not_live():
    answer = publish("Does a unicycle hurt?")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    published = Answer.objects.filter(pk=answer.pk)

    with pytest.raises(IntegrityError, match="indexed_answer_is_live"), transaction.atomic():
        published.update(live_revision=None)


def test_rank_reads_no_markup():
    publish("A?", '<a href="https://example.com/unicycle">Words</a>')

    assert titles("href unicycle strong") == []


HOSTILE = {
    "NUL": "\0 knee",
    "many words": "knee " + " ".join(f"word{n}" for n in range(10_000)),
    "one long word": "knee " + "x" * 1_000_000,
    "operators": "knee & | ! <-> :* ( ' \" \\",
    "placeholders": "knee %s %(text)s {0}",
    "emoji": "knee 🦵🏽😀",
    "right to left": "ברך knee",
    "half a surrogate pair": "knee \ud800",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_rank_takes_whatever_is_typed(text):
    publish("Does a knee hurt?")

    assert titles(text) == ["Does a knee hurt?"]


def test_triples_mark_the_ends_of_words():
    assert triples("Hip") == {"  h", " hi", "hip", "ip "}
