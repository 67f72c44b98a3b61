"""Keeps the search index in step with what is published, in the transaction that publishes.

The index is that of BM25F (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009):
a posting for each lexeme of each answer, with everything in it that depends on that answer alone.
Fields are measured against the usual length of such a field, not against the average of what
happens to be published, so that no approval changes the postings of another answer.
"""

from collections.abc import Iterable

from django.db import connection, transaction

from qa.spelling import traces

K1, B = 4.0, 0.75  # saturation of repeated words, and how much long texts are held back
# Field: its weight, and how many lexemes it usually has.
TITLE = (3.0, 9.0)
QUESTION = (2.0, 12.0)
KEY_POINTS = (1.5, 25.0)
BODY = (1.0, 100.0)

_ADD_POSTINGS = f"""
WITH part AS (
    SELECT a.id AS answer_id, word.lexeme,
           word.times * field.weight / ({1 - B} + {B} * word.length / field.usual_length) AS share
    FROM qa_answer a JOIN qa_revision r ON r.id = a.live_revision_id
    CROSS JOIN LATERAL (VALUES
        (r.title::text, {TITLE[0]}::float, {TITLE[1]}::float),
        (r.edited_question, {QUESTION[0]}, {QUESTION[1]}),
        (array_to_string(r.key_points, ' '), {KEY_POINTS[0]}, {KEY_POINTS[1]}),
        (r.body, {BODY[0]}, {BODY[1]})
    ) AS field (text, weight, usual_length)
    CROSS JOIN LATERAL (
        SELECT lexeme, cardinality(positions) AS times,
               sum(cardinality(positions)) OVER () AS length
        FROM unnest(to_tsvector('qa_english', field.text))
    ) AS word
    WHERE a.id = ANY(%(ids)s)
),
posting AS (
    SELECT answer_id, lexeme, sum(share) AS share FROM part GROUP BY answer_id, lexeme
),
counted AS (
    INSERT INTO qa_lexeme (lexeme, answer_count)
    SELECT lexeme, count(*) FROM posting GROUP BY lexeme
    ON CONFLICT (lexeme) DO UPDATE
        SET answer_count = qa_lexeme.answer_count + EXCLUDED.answer_count
    RETURNING id, lexeme
)
-- In the order of `posting_best`, the largest index: each of its pages is written to once.
INSERT INTO qa_posting (answer_id, lexeme_id, weight)
SELECT answer_id, counted.id, share / (share + {K1}) FROM posting JOIN counted USING (lexeme)
ORDER BY counted.id, share DESC, answer_id
"""

_ADD_ANSWERS = """
WITH added AS (
    INSERT INTO qa_indexedanswer (answer_id, revision_id, title, lexemes, weights)
    SELECT a.id, r.id, r.title,
           coalesce(posting.lexemes, '{}'), coalesce(posting.weights, '{}')
    FROM qa_answer a JOIN qa_revision r ON r.id = a.live_revision_id
    CROSS JOIN LATERAL (
        SELECT array_agg(p.lexeme_id) AS lexemes, array_agg(round(10000 * p.weight)) AS weights
        FROM qa_posting p WHERE p.answer_id = a.id
    ) AS posting
    WHERE a.id = ANY(%(ids)s)
    RETURNING answer_id
)
INSERT INTO qa_corpus (id, answer_count) SELECT 1, count(*) FROM added
ON CONFLICT (id) DO UPDATE SET answer_count = qa_corpus.answer_count + EXCLUDED.answer_count
"""

# Words are counted first: there are ten times fewer different ones, and each is then cut once.
_WORDS = """
SELECT word, (ts_lexize('english_stem', word))[1] AS lexeme, ndoc AS answers
FROM ts_stat(format($$
    SELECT to_tsvector('qa_words', concat_ws(
        ' ', r.title, r.edited_question, array_to_string(r.key_points, ' '), r.body
    ))
    FROM qa_indexedanswer i JOIN qa_revision r ON r.id = i.revision_id
    WHERE i.answer_id = ANY(%%L)
$$, %(ids)s::bigint[]))
WHERE length(word) BETWEEN 3 AND 40 AND ts_lexize('english_stem', word) <> '{}'
"""

# The index is locked, so nobody else adds a word that is new here.
_COUNT_WORDS = f"""
WITH said AS ({_WORDS}),
known AS (
    UPDATE qa_word w SET answer_count = w.answer_count + said.answers
    FROM said WHERE w.word = said.word RETURNING w.word
)
SELECT word, lexeme, answers FROM said WHERE word NOT IN (SELECT word FROM known)
"""

_ADD_WORDS = """
INSERT INTO qa_word (word, lexeme, answer_count, traces)
SELECT word, lexeme, answers, string_to_array(traces, ' ')
FROM unnest(%s::text[], %s::text[], %s::int[], %s::text[]) AS new (word, lexeme, answers, traces)
"""

_REMOVE_WORDS = f"""
WITH gone AS ({_WORDS})
UPDATE qa_word w SET answer_count = w.answer_count - gone.answers FROM gone WHERE w.word = gone.word
"""

_REMOVE_POSTINGS = """
WITH posting AS (DELETE FROM qa_posting WHERE answer_id = ANY(%(ids)s) RETURNING lexeme_id),
gone AS (SELECT lexeme_id, count(*) AS answers FROM posting GROUP BY lexeme_id)
UPDATE qa_lexeme l SET answer_count = l.answer_count - gone.answers
FROM gone WHERE l.id = gone.lexeme_id
"""

_REMOVE_ANSWERS = """
WITH gone AS (DELETE FROM qa_indexedanswer WHERE answer_id = ANY(%(ids)s) RETURNING answer_id)
UPDATE qa_corpus SET answer_count = answer_count - (SELECT count(*) FROM gone)
"""

_REMOVE_MEANINGS = """
WITH gone AS (DELETE FROM qa_meaning WHERE answer_id = ANY(%(ids)s) RETURNING answer_id)
UPDATE qa_corpus SET meaning_version = nextval('qa_meaning_version')
WHERE EXISTS (SELECT 1 FROM gone)
"""

_REMOVE = (_REMOVE_WORDS, _REMOVE_POSTINGS, _REMOVE_ANSWERS, _REMOVE_MEANINGS)

_TAKE_STOCK = """
VACUUM (ANALYZE) qa_posting, qa_lexeme, qa_word, qa_corpus, qa_indexedanswer, qa_answer, qa_revision
"""


@transaction.atomic
def add(answer_ids: Iterable[int]) -> None:
    """Put the live words of these answers into the index, in place of what it held of them."""
    ids = list(answer_ids)
    if not ids:
        return
    remove(ids)
    with connection.cursor() as cursor:
        for statement in (_ADD_POSTINGS, _ADD_ANSWERS, _COUNT_WORDS):
            cursor.execute(statement, {"ids": ids})
        if new := cursor.fetchall():
            words, lexemes, answers = map(list, zip(*new, strict=True))
            traced = [" ".join(traces(word)) for word in words]
            cursor.execute(_ADD_WORDS, [words, lexemes, answers, traced])


@transaction.atomic
def remove(answer_ids: Iterable[int]) -> None:
    """Take these answers out of the index: not one word of them is left."""
    ids = list(answer_ids)
    lock()
    if not _holds_any(ids):
        return
    with connection.cursor() as cursor:
        for statement in _REMOVE:
            cursor.execute(statement, {"ids": ids})
        cursor.execute("DELETE FROM qa_word WHERE answer_count = 0")
        cursor.execute("DELETE FROM qa_lexeme WHERE answer_count = 0")


def lock() -> None:
    """Wait until no other transaction changes the index, neighbors, live revisions or addresses.

    Two transactions that change these together could block each other; see `qa.models.locking`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qa.search_index'))")


def _holds_any(ids: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM qa_indexedanswer WHERE answer_id = ANY(%s))", [ids]
        )
        return cursor.fetchone()[0]


def tidy() -> None:
    """Let PostgreSQL take stock after a large change, so that reading is fast from the start.

    It refuses to in a transaction; there it takes stock later, by itself.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_STOCK)
