"""Search: the words somebody types lead to answers, or on to the form."""

from django.views.generic import TemplateView

from qa import standing
from qa.models import SearchCount
from qa.nearest_topics import nearest_topics
from qa.search import MAX_QUERY_LENGTH, search

LONGEST_NUMBER = 9  # digits; Python refuses to read thousands of them


class SearchView(TemplateView):
    template_name = "qa/search.html"

    def get_context_data(self, **kwargs):
        query = asked_for(self.request.GET.get("q", ""))
        page = whole_number(self.request.GET.get("page", ""))
        results = search(query, page) if query else None
        if results and page == 1:
            SearchCount.objects.count_search(query, results.total)
        is_found = bool(results and results.total)
        topics = [] if is_found else standing.topics_in_use.of(self.request)
        near = nearest_topics(query, topics) if query and topics else []
        return super().get_context_data(
            query=query,
            results=results,
            page=page,
            near_topics=near,
            topics=topics,
            **kwargs,
        )


def asked_for(text: str) -> str:
    """Return the words of a query without what no keyboard types (NUL, for one)."""
    printable = "".join(c if c.isprintable() else " " for c in text[:MAX_QUERY_LENGTH])
    return " ".join(printable.split())


def whole_number(text: str) -> int:
    """Return the page that was asked for, 1 where the address holds something else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return min(max(int(text), 1), 1000) if is_number else 1
