"""Finding the best answers for words that somebody typed."""

import dataclasses

from django.db import connection
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from qa.models import Answer
from qa.models.listed import ANY, EXCERPT_LENGTH, ListedAnswer, address_pattern
from qa.models.published import of_published
from qa.ranking import CANDIDATES, Hit, rank
from qa.rich_text import stored_lines
from qa.spelling import WORD, folded

PAGE_SIZE = 10
MAX_QUERY_LENGTH = 200  # characters
MAX_TEXT_LENGTH = 5000  # characters, of a question

# By hand: the models of ten answers and their revisions take longer to make than to find.
_SHOWN = of_published("""
SELECT a.id, a.slug, r.title, r.edited_question, r.key_points, r.body
FROM {published} WHERE a.id = ANY(%s::bigint[])
""")


@dataclasses.dataclass(frozen=True)
class SearchResults:
    """One page of what a search found."""

    query: str
    corrected: str
    answers: list[ListedAnswer]
    total: int
    is_all: bool
    has_next: bool


def search(query: str, page: int = 1) -> SearchResults:
    """Return one page of the published answers for these words, best first."""
    ranking = rank(query[:MAX_TEXT_LENGTH])
    text, words = ranking.reading.text, ranking.reading.words
    hits = ranking.worth_showing
    start = (page - 1) * PAGE_SIZE
    return SearchResults(
        query=query,
        corrected="" if text == query else text,
        answers=shown(hits[start : start + PAGE_SIZE], words),
        total=len(hits),
        is_all=len(hits) < CANDIDATES,
        has_next=len(hits) > start + PAGE_SIZE,
    )


def shown(hits: list[Hit], words: frozenset[str]) -> list[ListedAnswer]:
    """Return what a page shows of each hit, with these words marked."""
    with connection.prepared_cursor() as cursor:
        cursor.execute(_SHOWN, [[hit.pk for hit in hits]])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    address = address_pattern()
    return [
        ListedAnswer(address.replace(ANY, slug), title, marked(excerpt(words, *texts), words))
        for slug, title, *texts in (rows[hit.pk] for hit in hits if hit.pk in rows)
    ]


def found(text: str, limit: int) -> list[Hit]:
    """Return what a text finds, best first, without what a page shows of it."""
    return rank(text[:MAX_TEXT_LENGTH], limit=limit).hits


def similar(text: str, limit: int = 3) -> list[tuple[Answer, float]]:
    """Return the published answers nearest to a typed question, with their scores."""
    scores = {hit.pk: hit.score for hit in found(text, limit)}
    return [(answer, scores[answer.pk]) for answer in Answer.objects.in_order(list(scores))]


def excerpt(words: frozenset[str], question: str, key_points: list[str], body: str) -> str:
    """Return the passage of an answer that holds most of the words that were looked for."""
    best, most = "", -1
    for passage in [*key_points, *stored_lines(body), question]:
        text = folded(passage)
        # Letters are found much faster than words, and most passages hold too few of them.
        if sum(word in text for word in words) <= most:
            continue
        if (number := len(words.intersection(WORD.findall(text)))) > most:
            best, most = passage, number
    return shortened(best, words)


def shortened(passage: str, words: frozenset[str]) -> str:
    """Return a passage from a little before its first found word, if it is too long to show."""
    if len(passage) <= EXCERPT_LENGTH:
        return passage
    first = next((m.start() for m in WORD.finditer(passage) if folded(m[0]) in words), 0)
    start = passage.rfind(" ", 0, max(first - EXCERPT_LENGTH // 3, 0)) + 1
    end = passage.rfind(" ", start, start + EXCERPT_LENGTH)
    if len(passage) <= start + EXCERPT_LENGTH or end <= first:
        end = min(len(passage), start + EXCERPT_LENGTH)
    return f"{'…' if start else ''}{passage[start:end]}{'…' if end < len(passage) else ''}"


def marked(text: str, words: frozenset[str]) -> SafeString:
    """Return text with the words in `<mark>`, everything else escaped."""
    rows, end = [], 0
    for word in WORD.finditer(text):
        if folded(word[0]) in words:
            rows.append((text[end : word.start()], word[0]))
            end = word.end()
    return format_html_join("", "{}<mark>{}</mark>", rows) + conditional_escape(text[end:])
