"""Keeps the search index in step with what is published, in the transaction that publishes.

The index is that of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009):
a posting for each lexeme of each answer. PostgreSQL makes the lexemes; a word in the title counts
as much as TITLE words of the body.
"""

from collections.abc import Iterable

from django.db import connection, transaction

TITLE, QUESTION, KEY_POINTS, BODY = 4.0, 2.0, 1.5, 1.0

_DOCUMENTS = """
SELECT a.id, r.id AS revision_id,
       setweight(to_tsvector('english', unaccent(r.title)), 'A')
    || setweight(to_tsvector('english', unaccent(r.edited_question)), 'B')
    || setweight(to_tsvector('english', unaccent(array_to_string(r.key_points, ' '))), 'C')
    || setweight(to_tsvector('english', unaccent(r.body)), 'D') AS words
FROM qa_answer a JOIN qa_revision r ON r.id = a.live_revision_id
WHERE a.id = ANY(%(ids)s)
"""

_ADD_POSTINGS = f"""
WITH document AS ({_DOCUMENTS}),
posting AS (
    SELECT d.id, d.revision_id, w.lexeme, (
        SELECT sum(CASE weight WHEN 'A' THEN {TITLE} WHEN 'B' THEN {QUESTION}
                               WHEN 'C' THEN {KEY_POINTS} ELSE {BODY} END)
        FROM unnest(w.weights) weight
    ) AS frequency
    FROM document d CROSS JOIN LATERAL unnest(d.words) w
),
added AS (
    INSERT INTO qa_posting (answer_id, lexeme, frequency)
    SELECT id, lexeme, frequency FROM posting
),
length AS (
    INSERT INTO qa_indexedanswer (answer_id, revision_id, length)
    SELECT id, revision_id, sum(frequency) FROM posting GROUP BY id, revision_id
    RETURNING length
),
counted AS (
    INSERT INTO qa_lexeme (lexeme, answer_count)
    SELECT lexeme, count(*) FROM posting GROUP BY lexeme ORDER BY lexeme
    ON CONFLICT (lexeme) DO UPDATE
        SET answer_count = qa_lexeme.answer_count + EXCLUDED.answer_count
)
INSERT INTO qa_corpus (id, answer_count, total_length)
SELECT 1, count(*), coalesce(sum(length), 0) FROM length
ON CONFLICT (id) DO UPDATE SET answer_count = qa_corpus.answer_count + EXCLUDED.answer_count,
                               total_length = qa_corpus.total_length + EXCLUDED.total_length
"""

_WORDS = """
SELECT word, count(DISTINCT i.answer_id) AS answers
FROM qa_indexedanswer i JOIN qa_revision r ON r.id = i.revision_id
CROSS JOIN LATERAL regexp_split_to_table(
    lower(unaccent(concat_ws(
        ' ', r.title, r.edited_question, array_to_string(r.key_points, ' '),
        regexp_replace(r.body, '<[^>]*>', ' ', 'g')
    ))), '[^[:alpha:]]+'
) word
WHERE i.answer_id = ANY(%(ids)s) AND length(word) BETWEEN 3 AND 40
GROUP BY word ORDER BY word
"""

_ADD_WORDS = f"""
INSERT INTO qa_word (word, answer_count) {_WORDS}
ON CONFLICT (word) DO UPDATE SET answer_count = qa_word.answer_count + EXCLUDED.answer_count
"""

_REMOVE_WORDS = f"""
WITH gone AS ({_WORDS})
UPDATE qa_word w SET answer_count = w.answer_count - gone.answers FROM gone WHERE w.word = gone.word
"""

_REMOVE_POSTINGS = """
WITH posting AS (DELETE FROM qa_posting WHERE answer_id = ANY(%(ids)s) RETURNING lexeme),
gone AS (SELECT lexeme, count(*) AS answers FROM posting GROUP BY lexeme),
counted AS (
    UPDATE qa_lexeme l SET answer_count = l.answer_count - gone.answers
    FROM gone WHERE l.lexeme = gone.lexeme
),
document AS (DELETE FROM qa_indexedanswer WHERE answer_id = ANY(%(ids)s) RETURNING length)
UPDATE qa_corpus c
SET answer_count = c.answer_count - d.answers, total_length = c.total_length - d.length
FROM (SELECT count(*) AS answers, coalesce(sum(length), 0) AS length FROM document) d
"""


@transaction.atomic
def add(answer_ids: Iterable[int]) -> None:
    """Put the live words of these answers into the index, in place of what it held of them."""
    ids = list(answer_ids)
    remove(ids)
    _execute(ids, _ADD_POSTINGS, _ADD_WORDS)


@transaction.atomic
def remove(answer_ids: Iterable[int]) -> None:
    """Take these answers out of the index: not one word of them is left."""
    _execute(
        list(answer_ids),
        _REMOVE_WORDS,
        _REMOVE_POSTINGS,
        "DELETE FROM qa_word WHERE answer_count = 0",
        "DELETE FROM qa_lexeme WHERE answer_count = 0",
    )


def _execute(ids: list[int], *statements: str) -> None:
    with connection.cursor() as cursor:
        # One at a time: counts that two transactions change together could block each other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('qa.search_index'))")
        for statement in statements:
            cursor.execute(statement, {"ids": ids})
