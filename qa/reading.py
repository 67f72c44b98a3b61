"""How search reads a text: without slips, as lexemes, with those that say the same.

Lay words also stand for their clinical synonyms and the other way round.
"""

import dataclasses
import math

from django.db import connection

from qa.spelling import corrected

MAX_LEXEMES = 24  # of a long question, the rarest
SYNONYM_WEIGHT = 0.6

# What a text says, and what says the same: lexemes.
ASKED = """
asked AS MATERIALIZED (SELECT to_tsvector('qa_english', %(text)s) AS words),
other AS (
    SELECT unnest(tsvector_to_array(to_tsvector('qa_english', s.clinical))) AS lexeme
    FROM qa_synonym s, asked WHERE asked.words @@ s.lay_phrase
    UNION
    SELECT unnest(tsvector_to_array(to_tsvector('qa_english', s.lay)))
    FROM qa_synonym s, asked WHERE asked.words @@ s.clinical_phrase
)"""

_WANTED = f"""
WITH {ASKED},
wanted AS (
    SELECT lexeme, 1 + ln(cardinality(positions)) AS weight FROM asked, unnest(asked.words)
    UNION ALL SELECT lexeme, NULL FROM other
)
SELECT wanted.weight, l.id, l.answer_count, c.answer_count, ARRAY(
    SELECT w.word FROM qa_word w WHERE w.lexeme = l.lexeme
)
FROM wanted LEFT JOIN qa_lexeme l USING (lexeme) LEFT JOIN qa_corpus c ON true
"""


@dataclasses.dataclass(frozen=True)
class Reading:
    """A text as search understands it."""

    text: str
    lexemes: dict[int, float]  # with what finding each of them is worth
    words: frozenset[str]  # as answers write them
    knows_all: bool  # no word of the text is missing in what is published


def read(text: str) -> Reading:
    """Read a text. Words that no answer holds are replaced by the nearest that one does."""
    reading = _read(text)
    if reading.knows_all or (better := corrected(text)) == text:
        return reading
    return _read(better)


def _read(text: str) -> Reading:
    with connection.prepared_cursor() as cursor:
        cursor.execute(_WANTED, {"text": storable(text)})
        rows = cursor.fetchall()
    known = [row for row in rows if row[1] is not None]
    worth: dict[int, float] = {}
    for weight, pk, answers, of_all, _ in known:
        rarity = math.log(1 + (of_all - answers + 0.5) / (answers + 0.5))
        worth[pk] = max(worth.get(pk, 0), (weight or SYNONYM_WEIGHT) * rarity)
    best = sorted(worth, key=lambda pk: -worth[pk])[:MAX_LEXEMES]
    return Reading(
        text=text,
        lexemes={pk: worth[pk] for pk in best},
        words=frozenset(word for row in known if row[1] in best for word in row[4]),
        knows_all=all(pk is not None for weight, pk, *_ in rows if weight),
    )


def storable(text: str) -> str:
    """Return a text without what PostgreSQL does not take: NUL and half of a surrogate pair."""
    return text.replace("\0", " ").encode(errors="ignore").decode()
