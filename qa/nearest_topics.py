"""Topics to look under where a search found no answer."""

from collections.abc import Iterable

from django.db import connection

from qa import semantic
from qa.models import AnswerTopic, Topic
from qa.models.published import published
from qa.ranking import share, triples
from qa.reading import ASKED, storable

SHOWN = 6
ALIKE_IN_LETTERS = 0.5  # share of a name's letter triples that a text repeats
CONSIDERED = 20  # answers
FAINTLY_ALIKE = 0.25  # cosine from which an answer says where to look, though not what to read

_SHARED_WORDS = f"""
WITH {ASKED},
said AS (
    SELECT unnest(tsvector_to_array(words)) AS lexeme FROM asked UNION SELECT lexeme FROM other
)
SELECT t.id, count(*) FROM qa_topic t JOIN said ON said.lexeme = ANY(tsvector_to_array(
    to_tsvector('qa_english', concat_ws(' ', t.name, t.description, t.warning_signs))
))
GROUP BY t.id
"""


def nearest_topics(text: str, topics: Iterable[Topic]) -> list[Topic]:
    """Return those of these topics nearest to a text, the nearest first; none where none is near.

    Words that both share count most, then how much the text looks like the name, then what answers
    of the topic mean.
    """
    asked, words, meaning = triples(text), _shared_words(text), _meaning(text)
    scored = []
    for topic in topics:
        letters = share(topic.name, asked)
        score = words.get(topic.pk, 0) + (letters if letters >= ALIKE_IN_LETTERS else 0)
        scored.append((score + meaning.get(topic.pk, 0), topic))
    near = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [topic for _, topic in near[:SHOWN]]


def _shared_words(text: str) -> dict[int, int]:
    with connection.prepared_cursor() as cursor:
        cursor.execute(_SHARED_WORDS, {"text": storable(text)})
        return dict(cursor.fetchall())


def _meaning(text: str) -> dict[int, float]:
    """Return how near the nearest answer of each topic is; nothing without a model."""
    if (nearness := semantic.nearness(text)) is None:
        return {}
    answers = nearness.best(CONSIDERED, FAINTLY_ALIKE)
    near = dict(zip(answers, nearness.of(answers), strict=True))
    found: dict[int, float] = {}
    pairs = AnswerTopic.objects.filter(published("answer__"), answer__in=answers)
    for topic, answer in pairs.values_list("topic", "answer"):
        found[topic] = max(found.get(topic, 0), near[answer])
    return found
