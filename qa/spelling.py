"""Corrects typed words to the nearest word that some published answer holds.

Two words are near when at most two letters were left out, added or exchanged; in a word of up to
five letters, one. Of words equally near, one by which we name a topic comes first ("nees" are knees
before they are needs), then one that begins the same, sounds the same, stands in more answers. So
short a word as "nee" is near too many: only a letter that is missing or went to its neighbor's
place is corrected there, and only to a word of a topic.

Words that are near share a trace: what is left of a word when up to two of its first letters are
struck out (the method of SymSpell, which says "deletes"). So an index finds them, and no query
reads every word.
"""

import itertools
import re
import unicodedata
from typing import Any

from django.db import connection

WORD = re.compile(r"[^\W\d_]{3,40}")
TRACED_LETTERS = 7  # at the beginning of a word
CORRECTED_AT_MOST = 5  # words of a text

_UNKNOWN = """
SELECT typed.word FROM unnest(%s::text[]) AS typed (word)
WHERE NOT EXISTS (SELECT 1 FROM qa_word w WHERE w.word = typed.word)
  AND NOT EXISTS (
    SELECT 1 FROM qa_lexeme l WHERE l.lexeme = ANY(ts_lexize('english_stem', typed.word)))
  AND NOT EXISTS (
    SELECT 1 FROM qa_synonym s
    WHERE s.lay_phrase @> plainto_tsquery('qa_english', typed.word)
       OR s.clinical_phrase @> plainto_tsquery('qa_english', typed.word))
  AND ts_lexize('english_stem', typed.word) <> '{}'
LIMIT %s
"""

_NEAREST = """
WITH topic AS (
    SELECT array_agg(lexeme) AS words FROM qa_topic, unnest(to_tsvector('qa_english', name))
)
SELECT unknown.word, nearest.word
FROM unnest(%(words)s::text[], %(traces)s::text[], %(swaps)s::text[])
    AS unknown (word, traces, swaps)
CROSS JOIN LATERAL (
    SELECT near.word FROM (
        SELECT w.word, w.answer_count, CASE
            WHEN w.word = ANY(string_to_array(unknown.swaps, ' ')) THEN 1
            ELSE levenshtein_less_equal(w.word, unknown.word, 2)
        END AS distance
        FROM qa_word w
        WHERE w.traces && string_to_array(unknown.traces, ' ')
          AND length(w.word) BETWEEN length(unknown.word) - 2 AND length(unknown.word) + 2
    ) near CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT 1 FROM topic WHERE topic.words && ts_lexize('english_stem', near.word)
        ) AS is_topic
    ) named
    WHERE near.distance <= CASE WHEN length(unknown.word) < 6 THEN 1 ELSE 2 END
      AND (length(unknown.word) > 3 OR named.is_topic AND (
        length(near.word) > 3 OR near.word = ANY(string_to_array(unknown.swaps, ' '))))
    ORDER BY near.distance, NOT named.is_topic,
        left(near.word, 1) <> left(unknown.word, 1),
        metaphone(near.word, 40) <> metaphone(unknown.word, 40), near.answer_count DESC, near.word
    LIMIT 1
) nearest
"""


def corrected(text: str) -> str:
    """Return the text with words that no answer holds replaced by the nearest that one does."""
    words = list(dict.fromkeys(folded(word) for word in WORD.findall(text)))
    unknown = _unknown(words) if words else []
    if not unknown:
        return text
    nearest = _nearest(unknown)
    return WORD.sub(lambda found: nearest.get(folded(found[0]), found[0]), text)


def _unknown(words: list[str]) -> list[str]:
    """Return the words, some at the most, that neither answers nor synonyms hold."""
    with connection.prepared_cursor() as cursor:
        cursor.execute(_UNKNOWN, [words, CORRECTED_AT_MOST])
        return [word for (word,) in cursor.fetchall()]


def _nearest(words: list[str]) -> dict[str, str]:
    parameters: dict[str, Any] = {
        "words": words,
        "traces": [" ".join(traces(word)) for word in words],
        "swaps": [" ".join(_swaps(word)) for word in words],
    }
    with connection.prepared_cursor() as cursor:
        cursor.execute(_NEAREST, parameters)
        return dict(cursor.fetchall())


def folded(word: str) -> str:
    """Return a word in small letters without accents, as the index knows it."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def traces(word: str) -> set[str]:
    """Return what is left of the beginning of a word without up to two of its letters."""
    start = word[:TRACED_LETTERS]
    fewest = max(len(start) - 2, 1)
    return {
        "".join(letters)
        for length in range(fewest, len(start) + 1)
        for letters in itertools.combinations(start, length)
    }


def _swaps(word: str) -> set[str]:
    """Return the word with each two neighboring letters exchanged."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
