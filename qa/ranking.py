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
from qa.reading import Reading, read, storable

if TYPE_CHECKING:
    from qa.semantic.vectors import Nearness

READ_AT_MOST = 2000  # postings, shared by the lexemes; of a common one the best are read
CANDIDATES = 50
MOST_NAMED = 10  # answers with one title
TITLE_SHARE = 0.3  # of the final score
WORTH_SHOWING = 0.2  # of the best score
MEANING_SHARE = 0.7  # of the final score, where search by meaning is installed
MEANING_SHARE_OF_FEW = 0.5  # of FEW words, which say less of what is meant
FEW = 3
ALIKE = 0.4  # cosine from which an answer is found by its meaning alone

_SCORED = """
SELECT i.answer_id, i.title, coalesce((
    SELECT sum(wanted.worth * i.weights[array_position(i.lexemes, wanted.id)])
    FROM unnest(%(lexemes)s::int[], %(worths)s::float8[]) AS wanted (id, worth)
), 0)
FROM qa_indexedanswer i"""

_NEAR = f"{_SCORED} WHERE i.answer_id = ANY(%(near)s::bigint[])"

# The best by the postings that are read, and those whose title is just what was typed; each then
# with all that it says of what was looked for.
_CANDIDATES = f"""{_SCORED} JOIN (
    (SELECT posting.answer_id
    FROM unnest(%(lexemes)s::int[], %(worths)s::float8[]) AS wanted (id, worth)
    CROSS JOIN LATERAL (
        SELECT answer_id, weight FROM qa_posting WHERE lexeme_id = wanted.id
        ORDER BY weight DESC LIMIT %(most)s
    ) AS posting
    GROUP BY posting.answer_id
    ORDER BY sum(posting.weight * wanted.worth) DESC, posting.answer_id LIMIT %(candidates)s)
    UNION
    (SELECT answer_id FROM qa_indexedanswer
    WHERE qa_title_words(title) = qa_title_words(%(text)s) LIMIT {MOST_NAMED})
) AS candidate USING (answer_id)
"""

# Each answer by itself: only its own thousand neighbors are sorted, and in memory.
_NEIGHBORS = """
SELECT asked.answer_id, best.answer_id, i.title, best.score
FROM (SELECT answer_count::float8 AS count FROM qa_corpus) AS all_answers
CROSS JOIN qa_indexedanswer asked
CROSS JOIN LATERAL (
    SELECT near.answer_id, sum(own.weight * near.weight) AS score
    FROM (
        SELECT said.id, said.weight * (
            SELECT ln(1 + (all_answers.count - l.answer_count + 0.5) / (l.answer_count + 0.5))
            FROM qa_lexeme l WHERE l.id = said.id AND l.answer_count > 1
        ) AS weight
        FROM unnest(asked.lexemes, asked.weights) AS said (id, weight)
        ORDER BY weight DESC NULLS LAST LIMIT %(lexemes)s
    ) AS own
    CROSS JOIN LATERAL (
        SELECT p.answer_id, p.weight FROM qa_posting p WHERE p.lexeme_id = own.id
        ORDER BY p.weight DESC LIMIT %(postings)s
    ) AS near
    WHERE near.answer_id <> asked.answer_id
    GROUP BY near.answer_id ORDER BY score DESC, near.answer_id LIMIT %(limit)s
) AS best
JOIN qa_indexedanswer i ON i.answer_id = best.answer_id
WHERE asked.answer_id = ANY(%(answers)s::bigint[])
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
    """What was found, what is named so first, and how the text was read that led there."""

    hits: list[Hit]
    reading: Reading

    @property
    def worth_showing(self) -> list[Hit]:
        """The hits that are not far behind the best one."""
        best = max((hit.score for hit in self.hits), default=0)
        return [hit for hit in self.hits if hit.score >= best * WORTH_SHOWING]


def rank(text: str, *, limit: int = CANDIDATES) -> Ranking:
    """Score the published answers for a text, read without its slips."""
    reading = read(text)
    nearness = semantic.nearness(reading.text)
    candidates = max(limit, CANDIDATES)
    parameters: dict[str, Any] = {
        "lexemes": list(reading.lexemes),
        "worths": list(reading.lexemes.values()),
        "most": READ_AT_MOST // max(len(reading.lexemes), 1),
        "candidates": candidates,
        "text": storable(reading.text),
    }
    with connection.prepared_cursor() as cursor:
        cursor.execute(_CANDIDATES, parameters)
        rows = cursor.fetchall()
        if nearness:
            found = {pk for pk, _, _ in rows}
            near = set(nearness.best(candidates, ALIKE)) - found
            cursor.execute(_NEAR, {**parameters, "near": list(near)})
            rows += cursor.fetchall()
    hits = exact_first(ordered(rows, reading.text, nearness), reading.text)
    return Ranking(hits[:limit], reading)


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
            near_ids = list(set(nearness.best(limit, ALIKE)) - known)
            cursor.execute(_NEAR, {"lexemes": [], "worths": [], "near": near_ids})
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


def exact_first(hits: list[Hit], words: str) -> list[Hit]:
    """Return the hits with those first whose title is just what was typed."""
    wanted = re.findall(r"\w+", words.lower())
    longest = max(wanted, key=len, default="")

    def is_other(hit: Hit) -> bool:
        title = hit.title.lower()
        # Letters are found much faster than words, and hardly a title is what was typed.
        return longest not in title or re.findall(r"\w+", title) != wanted

    return sorted(hits, key=is_other)


def share(title: str, asked: frozenset[str]) -> float:
    """Return how much of a title a text repeats, by the letter triples of both, 0 to 1."""
    own = triples_of_title(title)
    return len(own & asked) / (len(own) or 1)


@functools.lru_cache(maxsize=4096)  # about 10 MB; the same titles are found again and again
def triples_of_title(title: str) -> frozenset[str]:
    """Return the letter triples of what is public anyway; those of typed words are not kept."""
    return triples(title)


def triples(text: str) -> frozenset[str]:
    """Return each three neighboring letters of each word; a word also begins and ends with one."""
    return frozenset[str]().union(*map(_triples_of, re.findall(r"\w+", text.lower())))


@functools.lru_cache(maxsize=4096)  # about 3 MB; titles share most of their words
def _triples_of(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
