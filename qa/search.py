"""Finding the best answers for words that somebody typed."""

import dataclasses
import re

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from qa.models import Answer
from qa.ranking import WORD, corrected, rank

PAGE_SIZE = 20
MAX_QUERY_LENGTH = 200  # characters


@dataclasses.dataclass
class SearchResults:
    """One page of what a search found; each answer has a `marked_excerpt`."""

    query: str
    corrected: str
    answers: list[Answer]
    total: int
    has_next: bool


def search(query: str, page: int = 1) -> SearchResults:
    """Return one page of the published answers for these words, best first."""
    words = corrected(query)
    start = (page - 1) * PAGE_SIZE
    ranked, total = rank(words, limit=PAGE_SIZE, offset=start)
    answers = Answer.objects.in_order([pk for pk, _ in ranked][: max(total - start, 0)])
    answers.sort(key=lambda answer: not is_same(answer.live_revision.title, words))
    for answer in answers:
        answer.marked_excerpt = marked(answer.live_revision.excerpt, words)
    return SearchResults(
        query=query,
        corrected="" if words == query else words,
        answers=answers,
        total=total,
        has_next=total > start + PAGE_SIZE,
    )


def similar(text: str, limit: int = 3) -> list[tuple[Answer, float]]:
    """Return the published answers nearest to a typed question, with their scores."""
    ranked, _ = rank(corrected(text), limit=limit)
    scores = dict(ranked)
    return [(answer, scores[answer.pk]) for answer in Answer.objects.in_order(list(scores))]


def is_same(title: str, words: str) -> bool:
    return WORD.findall(title.lower()) == WORD.findall(words.lower())


def marked(text: str, words: str) -> SafeString:
    """Return text with the words in `<mark>`, everything else escaped.

    A word matches from its beginning, so that "stair" marks "stairs".
    """
    stems = sorted({word.lower()[:5] for word in WORD.findall(words)}, key=len, reverse=True)
    if not stems:
        return conditional_escape(text)
    pattern = re.compile(rf"\b((?:{'|'.join(map(re.escape, stems))})\w*)", re.IGNORECASE)
    parts = pattern.split(text)
    rows = [(before, *parts[i + 1 : i + 2]) for i, before in enumerate(parts) if i % 2 == 0]
    return format_html_join("", "{}<mark>{}</mark>", rows[:-1]) + conditional_escape(rows[-1][0])
