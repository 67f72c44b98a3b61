"""The one scorer behind search, similar questions and related answers: BM25 over published words.

Lay words also find their clinical synonyms and the other way round. What PostgreSQL finds best is
put in its final order by how much of each title the text repeats, to the letter triple: that tells
an answer to this very question from one that only shares its words. Where search by meaning is
installed (`qa.semantic`), that tells it better, and finds what shares no word.
"""

import dataclasses
import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from qa import semantic

if TYPE_CHECKING:
    from qa.semantic.vectors import Nearness

MAX_LEXEMES = 24  # of a long question, the rarest
READ_AT_MOST = 4000  # postings, shared by the lexemes; of a common one the best are read
CANDIDATES = 100
SYNONYM_WEIGHT = 0.6
TITLE_SHARE = 0.3  # of the final score
WORTH_SHOWING = 0.2  # of the best score
MEANING_SHARE = 0.7  # of the final score, where search by meaning is installed
MEANING_SHARE_OF_FEW = 0.5  # of FEW words, which say less of what is meant
FEW = 3
ALIKE = 0.4  # cosine from which an answer is found by its meaning alone

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

_CANDIDATES = f"""
WITH {ASKED},
wanted AS (
    SELECT lexeme, max(weight) AS weight FROM (
        SELECT lexeme, 1 + ln(cardinality(positions)) AS weight FROM asked, unnest(asked.words)
        UNION ALL SELECT lexeme, %(synonym_weight)s FROM other
    ) AS either GROUP BY lexeme
),
known AS (
    SELECT l.id, l.lexeme, l.answer_count,
           w.weight * ln(1 + (c.answer_count - l.answer_count + 0.5) / (l.answer_count + 0.5))
               AS weight
    FROM wanted w JOIN qa_lexeme l USING (lexeme) CROSS JOIN qa_corpus c
    ORDER BY weight DESC LIMIT %(max_lexemes)s
),
chosen AS MATERIALIZED (
    SELECT id, lexeme, weight, %(read_at_most)s / count(*) OVER () AS most,
           answer_count > %(read_at_most)s / count(*) OVER () AS is_cut
    FROM known
),
candidate AS MATERIALIZED (
    SELECT posting.answer_id, sum(posting.weight * chosen.weight) AS score,
           coalesce(sum(posting.weight * chosen.weight) FILTER (WHERE NOT is_cut), 0) AS sure
    FROM chosen CROSS JOIN LATERAL (
        SELECT answer_id, weight FROM qa_posting WHERE lexeme_id = chosen.id
        ORDER BY weight DESC LIMIT chosen.most
    ) AS posting
    GROUP BY posting.answer_id ORDER BY score DESC, posting.answer_id LIMIT %(candidates)s
),
considered AS (
    SELECT answer_id, sure, false AS is_unread FROM candidate
    UNION ALL
    SELECT id, 0, true FROM unnest(%(near)s::bigint[]) AS near (id)
    WHERE id NOT IN (SELECT answer_id FROM candidate)
)
SELECT a.id, r.title, considered.sure + coalesce(rest.score, 0), CASE WHEN row_number() OVER () = 1
    THEN ARRAY(SELECT w.word FROM qa_word w WHERE w.lexeme IN (SELECT lexeme FROM chosen))
END
FROM considered JOIN qa_answer a ON a.id = considered.answer_id
JOIN qa_revision r ON r.id = a.live_revision_id
CROSS JOIN LATERAL (
    SELECT sum(chosen.weight * (
        SELECT p.weight FROM qa_posting p WHERE p.answer_id = a.id AND p.lexeme_id = chosen.id
    )) AS score
    FROM chosen WHERE is_cut OR considered.is_unread
) AS rest
"""

_TITLES = """
SELECT a.id, r.title, 0.0::float8
FROM qa_answer a JOIN qa_revision r ON r.id = a.live_revision_id WHERE a.id = ANY(%s)
"""

# Each answer by itself: only its own thousand neighbors are sorted, and in memory.
_NEIGHBORS = """
SELECT asked.answer_id, a.id, r.title, best.score
FROM (SELECT answer_count::float8 AS count FROM qa_corpus) AS all_answers
CROSS JOIN unnest(%(answers)s::bigint[]) AS asked (answer_id)
CROSS JOIN LATERAL (
    SELECT near.answer_id, sum(own.weight * near.weight) AS score
    FROM (
        SELECT p.lexeme_id, p.weight * (
            SELECT ln(1 + (all_answers.count - l.answer_count + 0.5) / (l.answer_count + 0.5))
            FROM qa_lexeme l WHERE l.id = p.lexeme_id AND l.answer_count > 1
        ) AS weight
        FROM qa_posting p WHERE p.answer_id = asked.answer_id
        ORDER BY weight DESC NULLS LAST LIMIT %(lexemes)s
    ) AS own
    CROSS JOIN LATERAL (
        SELECT p.answer_id, p.weight FROM qa_posting p WHERE p.lexeme_id = own.lexeme_id
        ORDER BY p.weight DESC LIMIT %(postings)s
    ) AS near
    WHERE near.answer_id <> asked.answer_id
    GROUP BY near.answer_id ORDER BY score DESC, near.answer_id LIMIT %(limit)s
) AS best
JOIN qa_answer a ON a.id = best.answer_id JOIN qa_revision r ON r.id = a.live_revision_id
"""
NEIGHBOR_LEXEMES = 16  # that say most of what an answer is about
NEIGHBOR_POSTINGS = 100  # read of each of them


class Hit(NamedTuple):
    """A published answer that was found, with its score from 0 to 1."""

    pk: int
    title: str
    score: float


@dataclasses.dataclass(frozen=True)
class Ranking:
    """What was found, best first, and the words as answers write them that led there."""

    hits: list[Hit]
    words: frozenset[str]

    @property
    def worth_showing(self) -> list[Hit]:
        """The hits that are not far behind the best one."""
        return [hit for hit in self.hits if hit.score >= self.hits[0].score * WORTH_SHOWING]


def rank(text: str, *, limit: int = CANDIDATES) -> Ranking:
    """Score the published answers for a text."""
    nearness = semantic.nearness(text)
    parameters: dict[str, Any] = {
        "text": storable(text),
        "synonym_weight": SYNONYM_WEIGHT,
        "max_lexemes": MAX_LEXEMES,
        "read_at_most": READ_AT_MOST,
        "candidates": max(limit, CANDIDATES),
        "near": nearness.best(max(limit, CANDIDATES), ALIKE) if nearness else [],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, parameters)
        rows = cursor.fetchall()
    hits = ordered([(pk, title, score) for pk, title, score, _ in rows], text, nearness)
    return Ranking(hits[:limit], frozenset(rows[0][3] or () if rows else ()))


def storable(text: str) -> str:
    """Return a text without what PostgreSQL does not take: NUL and half of a surrogate pair."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


def rank_neighbors(texts: dict[int, str], *, limit: int) -> dict[int, list[Hit]]:
    """Score the published answers for each of these answers, given with what they are about."""
    near = semantic.nearness_of_answers(texts)
    parameters: dict[str, Any] = {
        "answers": list(texts),
        "lexemes": NEIGHBOR_LEXEMES,
        "postings": NEIGHBOR_POSTINGS,
        "limit": limit,
    }
    found: dict[int, list[tuple[int, str, float]]] = {pk: [] for pk in texts}
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBORS, parameters)
        for asked, *row in cursor.fetchall():
            found[asked].append(tuple(row))
        for asked, nearness in near.items():
            known = {asked, *(pk for pk, _, _ in found[asked])}
            cursor.execute(_TITLES, [list(set(nearness.best(limit, ALIKE)) - known)])
            found[asked] += cursor.fetchall()
    return {pk: ordered(rows, texts[pk], near.get(pk)) for pk, rows in found.items()}


def ordered(
    rows: list[tuple[int, str, float]], text: str, nearness: "Nearness | None" = None
) -> list[Hit]:
    """Return answers, given with title and BM25 score, best first.

    Their meaning completes the score, or, without a model, how much of the title the text repeats.
    """
    best = max((score for _, _, score in rows), default=0) or 1
    if nearness:
        part = MEANING_SHARE_OF_FEW if len(re.findall(r"\w+", text)) <= FEW else MEANING_SHARE
        others = nearness.of([pk for pk, _, _ in rows])
    else:
        part, asked = TITLE_SHARE, triples(text)
        others = [share(title, asked) for _, title, _ in rows]
    hits = [
        Hit(pk, title, (1 - part) * score / best + part * other)
        for (pk, title, score), other in zip(rows, others, strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.pk))


def share(title: str, asked: set[str]) -> float:
    """Return how much of a title a text repeats, by the letter triples of both, 0 to 1."""
    own = triples_of_title(title)
    return len(own & asked) / (len(own) or 1)


@functools.lru_cache(maxsize=4096)  # about 10 MB; the same titles are found again and again
def triples_of_title(title: str) -> frozenset[str]:
    """Return the letter triples of what is public anyway; those of typed words are not kept."""
    return frozenset(triples(title))


def triples(text: str) -> set[str]:
    """Return each three neighboring letters of each word; a word also begins and ends with one."""
    return set[str]().union(*map(_triples_of, re.findall(r"\w+", text.lower())))


@functools.lru_cache(maxsize=4096)  # about 3 MB; titles share most of their words
def _triples_of(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
