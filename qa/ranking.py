"""The one scorer behind search, similar questions and related answers: BM25 over published words.

Words the site does not know are corrected to the nearest one it knows; lay words also find their
clinical synonyms and the other way round.
"""

import re

from django.db import connection

MAX_LEXEMES = 40  # of a long question, the rarest
K1, B = 3.0, 0.9  # saturation of repeated words, and how much long answers are held back
SYNONYM_WEIGHT = 0.6
COMMON = 1000  # A lexeme in more answers than this is left out where rarer ones are there.
WORTH_SHOWING = 0.2  # of the best score

WORD = re.compile(r"[^\W\d_]{3,40}")

_CORRECTIONS = """
SELECT typed.word, near.word FROM unnest(%(words)s::text[]) AS typed(word)
CROSS JOIN LATERAL (
    SELECT w.word FROM qa_word w
    WHERE length(w.word) BETWEEN length(typed.word) - 2 AND length(typed.word) + 2
      AND levenshtein_less_equal(w.word, typed.word, 2)
          <= CASE WHEN length(typed.word) < 5 THEN 1 ELSE 2 END
    ORDER BY levenshtein_less_equal(w.word, typed.word, 2),
             left(w.word, 1) <> left(typed.word, 1), w.answer_count DESC, w.word
    LIMIT 1
) near
WHERE NOT EXISTS (SELECT 1 FROM qa_word w WHERE w.word = typed.word)
  AND NOT EXISTS (
    SELECT 1 FROM qa_lexeme l WHERE l.lexeme = ANY(ts_lexize('english_stem', typed.word))
  )
  AND length(typed.word) > 3 AND ts_lexize('english_stem', typed.word) <> '{}'
"""

_RANK = """
WITH typed AS (
    SELECT lexeme, 1.0 + ln(cardinality(positions)) AS weight
    FROM unnest(to_tsvector('english', unaccent(%(text)s)))
),
other AS (
    SELECT clinical_lexemes AS lexemes FROM qa_synonym
    WHERE lay_lexemes <@ (SELECT array_agg(lexeme) FROM typed)
    UNION SELECT lay_lexemes FROM qa_synonym
    WHERE clinical_lexemes <@ (SELECT array_agg(lexeme) FROM typed)
),
wanted AS (
    SELECT lexeme, max(weight) AS weight FROM (
        SELECT lexeme, weight FROM typed
        UNION ALL SELECT unnest(lexemes), %(synonym_weight)s FROM other
    ) either GROUP BY lexeme
),
known AS (
    SELECT w.lexeme, l.answer_count,
           w.weight * ln(1 + (c.answer_count - l.answer_count + 0.5) / (l.answer_count + 0.5))
               AS weight
    FROM wanted w JOIN qa_lexeme l USING (lexeme) CROSS JOIN qa_corpus c
),
chosen AS (
    SELECT lexeme, weight FROM known
    WHERE answer_count <= greatest(%(common)s, (SELECT min(answer_count) FROM known))
    ORDER BY weight DESC LIMIT %(max_lexemes)s
),
scored AS (
    SELECT p.answer_id, sum(
        chosen.weight * p.frequency * (%(k1)s + 1)
        / (p.frequency + %(k1)s * (1 - %(b)s + %(b)s * i.length * c.answer_count / c.total_length))
    ) AS score
    FROM chosen JOIN qa_posting p USING (lexeme)
    JOIN qa_indexedanswer i USING (answer_id) CROSS JOIN qa_corpus c
    GROUP BY p.answer_id
)
SELECT answer_id, score, count(*) FILTER (WHERE score >= best * %(worth)s) OVER () FROM (
    SELECT answer_id, score, max(score) OVER () AS best FROM scored
) ranked
ORDER BY score DESC, answer_id LIMIT %(limit)s OFFSET %(offset)s
"""


def rank(text: str, *, limit: int, offset: int = 0) -> tuple[list[tuple[int, float]], int]:
    """Score published answers for a text.

    Returns (primary key, BM25 score) pairs, best first, and how many are worth showing.
    """
    parameters = {
        "text": text,
        "synonym_weight": SYNONYM_WEIGHT,
        "common": COMMON,
        "max_lexemes": MAX_LEXEMES,
        "k1": K1,
        "b": B,
        "worth": WORTH_SHOWING,
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANK, parameters)
        rows = cursor.fetchall()
    return [(pk, score) for pk, score, _ in rows], rows[0][2] if rows else 0


def corrected(text: str) -> str:
    """Return the text with words that no answer holds replaced by the nearest that one does."""
    words = list({word.lower() for word in WORD.findall(text)})[: 2 * MAX_LEXEMES]
    with connection.cursor() as cursor:
        cursor.execute(_CORRECTIONS, {"words": words})
        nearest = dict(cursor.fetchall())
    return WORD.sub(lambda found: nearest.get(found[0].lower(), found[0]), text)
