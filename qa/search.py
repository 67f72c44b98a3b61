"""Search over what is published, by PostgreSQL full text."""

import dataclasses
from collections.abc import Sequence

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db.models import F
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from qa.models import Answer

PAGE_SIZE = 20
MAX_QUERY_LENGTH = 200  # characters
MARK_START, MARK_END = "\x02", "\x03"

_vector = (
    SearchVector("live_revision__title", weight="A", config="english")
    + SearchVector("live_revision__edited_question", weight="B", config="english")
    + SearchVector("live_revision__body", weight="C", config="english")
)


@dataclasses.dataclass
class SearchResults:
    """One page of what a search found; each answer has a `marked_excerpt`."""

    query: str
    corrected: str
    answers: Sequence[Answer]
    total: int
    has_next: bool


def search(query: str, page: int = 1) -> SearchResults:
    """Return one page of the published answers that hold the words, best first."""
    words = SearchQuery(query, config="english", search_type="websearch")
    found = (
        Answer.objects.published()
        .with_words()
        .annotate(rank=SearchRank(_vector, words), document=_vector)
        .filter(document=words)
        .annotate(
            headline=SearchHeadline(
                F("live_revision__edited_question"),
                words,
                config="english",
                start_sel=MARK_START,
                stop_sel=MARK_END,
            )
        )
        .order_by("-rank", "-published_at")
    )
    start = (page - 1) * PAGE_SIZE
    answers = list(found[start : start + PAGE_SIZE + 1])
    for answer in answers:
        answer.marked_excerpt = marked(answer.headline)
    return SearchResults(
        query, "", answers[:PAGE_SIZE], found.count(), has_next=len(answers) > PAGE_SIZE
    )


def marked(text: str) -> SafeString:
    """Return text with the found words in `<mark>`, everything else escaped."""
    parts = text.replace(MARK_START, MARK_END).split(MARK_END)
    return format_html_join(
        "",
        "{}{}{}",
        (("<mark>", p, "</mark>") if i % 2 else ("", p, "") for i, p in enumerate(parts)),
    )
