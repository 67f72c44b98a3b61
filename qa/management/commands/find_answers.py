import json
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from qa import related
from qa.models import Answer
from qa.ranking import Hit
from qa.search import found


class Command(BaseCommand):
    help = "Show what search, similar or related finds: one line of JSON a text, best first."

    def add_arguments(self, parser):
        parser.add_argument(
            "text", nargs="?", help="words, or for related also an answer's address or source_id"
        )
        parser.add_argument("--mode", choices=["search", "similar", "related"], default="search")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--stdin", action="store_true", help="read one text a line")

    def handle(self, *, text: str | None, mode: str, limit: int, stdin: bool, **options):
        if stdin == (text is not None):
            raise CommandError("Give a text, or --stdin with one text a line.")
        if limit < 1:
            raise CommandError("Give --limit a number from 1 on.")
        if stdin and hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        find = neighbors if mode == "related" else found
        for line in sys.stdin if stdin else [text]:
            query = line.rstrip("\n")
            self.stdout.write(json.dumps({"query": query, "results": rows(find(query, limit))}))


def neighbors(text: str, limit: int) -> list[Hit]:
    """Return what would be shown beside an answer, or beside one with this text."""
    text = text.replace("\0", "")
    named = Q(slug=text) | Q(source_id=text)
    answer = Answer.objects.published().with_words().filter(named).first()
    if answer is None:
        return related.diverse(found(text, 2 * limit), limit)
    return related.near([answer], limit)[answer.pk]


def rows(hits: list[Hit]) -> list[dict[str, object]]:
    answers = Answer.objects.in_bulk([hit.pk for hit in hits])
    return [
        {
            "source_id": answers[hit.pk].source_id,
            "slug": answers[hit.pk].slug,
            "title": hit.title,
            "score": round(hit.score, 4),
        }
        for hit in hits
    ]
