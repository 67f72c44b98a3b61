"""How long search takes, and whether it finds more than PostgreSQL's own ranking does.

    DATA_DIR=/some/new/folder .venv/bin/python -m tests.bench.search 20000
    DATA_DIR=/some/new/folder .venv/bin/python -m tests.bench.search 388 ANSWERS.jsonl QUERIES.jsonl

The first form imports that many made answers (once; later runs find them there) and measures;
beyond 20,000 it imports 20,000 and copies them, with their index, which a day's import is not. The
second imports a file for `import_answers` and reads searches, one a line:
`{"label": "sentence", "text": "…", "grades": {"source_id": 2}}`; it prints nDCG@10 of both
rankings, and how often the first is one of the best. Times are of one search after another, by the
clock, by the processor time of this process, which a busy machine changes less, and what is left,
which is waiting for the database; after one round that is not timed. Give the folder to nothing
else.
"""

import itertools
import json
import math
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import django

SEARCHES = 300
IMPORTED_AT_MOST = 20_000
COPY_INDEX = [
    """INSERT INTO qa_posting (answer_id, lexeme_id, weight)
    SELECT answer_id + n * %(step)s, lexeme_id, weight
    FROM qa_posting, generate_series(1, %(copies)s) AS n""",
    """INSERT INTO qa_indexedanswer (answer_id, revision_id, title, lexemes, weights)
    SELECT a.id, a.live_revision_id, i.title, i.lexemes, i.weights
    FROM qa_indexedanswer i, generate_series(1, %(copies)s) AS n, qa_answer a
    WHERE a.id = i.answer_id + n * %(step)s""",
    "UPDATE qa_lexeme SET answer_count = answer_count * (%(copies)s + 1)",
    "UPDATE qa_word SET answer_count = answer_count * (%(copies)s + 1)",
    "UPDATE qa_corpus SET answer_count = answer_count * (%(copies)s + 1)",
]
COMMON = ["pain", "back", "knee pain", "why does my back hurt", "what helps with pain at night"]
TS_RANK = """
WITH asked AS (
    SELECT CAST(replace(CAST(plainto_tsquery('english', %(text)s) AS text), '&', '|') AS tsquery)
        AS q
), document AS (
    SELECT a.source_id, setweight(to_tsvector('english', r.title), 'A')
        || setweight(to_tsvector('english', r.edited_question), 'B')
        || setweight(to_tsvector('english', array_to_string(r.key_points, ' ')), 'C')
        || to_tsvector('english', r.body) AS words
    FROM qa_answer a JOIN qa_revision r ON r.id = a.live_revision_id
)
SELECT source_id FROM document, asked WHERE words @@ q
ORDER BY ts_rank(words, q, 1) DESC, source_id LIMIT 10
"""


def main(count: int, answers: str = "", queries: str = "") -> None:
    from django.core.management import call_command

    from qa.imports import import_lines

    call_command("migrate", verbosity=0)
    if answers:
        import_lines(Path(answers).read_text().splitlines(), replace=True)
        compare(json.loads(line) for line in Path(queries).read_text().splitlines())
    else:
        make(count)
        measure(count)


def make(count: int) -> None:
    """Bring that many answers into the database, unless they are there."""
    from qa.imports import import_lines
    from qa.models import Answer
    from tests.bench import corpus

    if Answer.objects.published().count() >= count:
        return
    made = corpus.lines(min(count, IMPORTED_AT_MOST))
    import_lines(made, report=lambda what, number: print(number, what, file=sys.stderr))
    if count > IMPORTED_AT_MOST:
        copy_with_index(count // IMPORTED_AT_MOST - 1)


def copy_with_index(copies: int) -> None:
    from django.db import connection

    from tests.bench.answers import copy_answers

    step = copy_answers(copies)
    with connection.cursor() as cursor:
        for statement in COPY_INDEX:
            cursor.execute(statement, {"copies": copies, "step": step})
        cursor.execute("VACUUM (ANALYZE)")


def measure(count: int) -> None:
    from django.test import Client, RequestFactory

    from qa.ranking import rank
    from qa.search import similar
    from qa.sitemaps import part

    client = Client(SERVER_NAME="localhost")
    texts = searches(count)
    for text in [*texts, *COMMON]:  # A server that just started reads its disk first.
        client.get("/search/", {"q": text})
    print(
        f"{count:,} answers; milliseconds: p50 p95 p99 of the clock,"
        " p50 p95 of this process, p50 p95 of waiting"
    )
    for label, some in (("all", texts), ("common words", COMMON * 20)):
        timed(f"ranking, {label}", rank, some)
        timed(f"similar, {label}", similar, some)
        timed(f"search page, {label}", lambda text: client.get("/search/", {"q": text}), some)
    timed("search page, no result", lambda text: client.get("/search/?q=zzqqzz"), texts)
    request = RequestFactory(SERVER_NAME="localhost").get("/sitemap-answers.xml")
    timed("sitemap, first part", lambda text: part(request, "answers").render(), texts[:3])
    timed("bare page (robots.txt)", lambda text: client.get("/robots.txt"), texts)


def searches(count: int) -> list[str]:
    """Return what people might search for: words and sentences of the answers, some mistyped."""
    from tests.bench import corpus

    rng = random.Random(7)  # noqa: S311 - nothing secret
    texts = []
    for number, line in enumerate(itertools.islice(corpus.lines(count), SEARCHES)):
        words = json.loads(line)["title"].rstrip("?").split()
        text = " ".join(words if number % 2 else rng.sample(words, min(3, len(words))))
        texts.append(text.replace("e", "", 1) if number % 5 == 0 else text)
    return texts


def timed(label: str, act: Callable[[str], object], texts: Iterable[str]) -> None:
    clock, processor = [], []
    for text in texts:
        started, used = time.perf_counter(), time.process_time()
        act(text)
        clock.append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.process_time() - used))
    waiting = [all_of_it - own for all_of_it, own in zip(clock, processor, strict=True)]
    whole, own, rest = (statistics.quantiles(row, n=100) for row in (clock, processor, waiting))
    figures = [whole[49], whole[94], whole[98], own[49], own[94], rest[49], rest[94]]
    print(f"{label:32}", *(f"{figure:7.1f}" for figure in figures))


def compare(judged: Iterable[dict]) -> None:
    from django.db import connection

    from qa.models import Answer
    from qa.search import found

    ours, theirs = defaultdict(list), defaultdict(list)
    for row in judged:
        keys = [hit.pk for hit in found(row["text"], 10)]
        answers = Answer.objects.in_bulk(keys)
        ours[row["label"]].append(judged_by(row["grades"], [answers[pk].source_id for pk in keys]))
        with connection.cursor() as cursor:
            cursor.execute(TS_RANK, {"text": row["text"]})
            theirs[row["label"]].append(judged_by(row["grades"], [key for (key,) in cursor]))
    print("ours: nDCG@10 and first; ts_rank with normalization 1: the same")
    for label in ours:
        rows = [*zip(*ours[label], strict=True), *zip(*theirs[label], strict=True)]
        print(f"{label:32}", *(f"{statistics.mean(row):.3f}" for row in rows))


def judged_by(grades: dict[str, int], found: list[str]) -> tuple[float, bool]:
    """Return the nDCG@10, and whether the first is one of the best."""
    first = grades.get(found[0], 0) if found else 0
    return ndcg(found, grades), 0 < first == max(grades.values())


def ndcg(found: list[str], grades: dict[str, int]) -> float:
    """Return the discounted gain of the first ten, as a share of the best that is possible."""
    best = sorted(grades.values(), reverse=True)[:10]
    gain = [2 ** grades.get(key, 0) - 1 for key in found[:10]]
    return discounted(gain) / discounted(2**grade - 1 for grade in best)


def discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askexperts.settings")
    django.setup()
    main(int(sys.argv[1]), *sys.argv[2:])
