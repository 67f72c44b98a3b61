import json
import sys

from django.core.management.base import BaseCommand, CommandError

from qa.models import Answer
from qa.ranking import corrected, rank


class Command(BaseCommand):
    help = "Show what search, similar or related finds: one line of JSON a text, best first."

    def add_arguments(self, parser):
        parser.add_argument(
            "text", nargs="?", help="words, or for related the address of an answer"
        )
        parser.add_argument("--mode", choices=["search", "similar", "related"], default="search")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--stdin", action="store_true", help="read one text a line")

    def handle(self, *, text: str | None, mode: str, limit: int, stdin: bool, **options):
        if stdin == (text is not None):
            raise CommandError("Give a text, or --stdin with one text a line.")
        for line in sys.stdin if stdin else [text]:
            query = line.rstrip("\n")
            found = self.related(query, limit) if mode == "related" else self.found(query, limit)
            self.stdout.write(json.dumps({"query": query, "results": found}, ensure_ascii=False))

    def found(self, query: str, limit: int) -> list[dict[str, object]]:
        scores = dict(rank(corrected(query.replace("\0", " ")), limit=limit)[0])
        return [row(a, scores[a.pk]) for a in Answer.objects.in_order(list(scores))]

    def related(self, query: str, limit: int) -> list[dict[str, object]]:
        """What the page shows: the neighbors that are stored, by rank."""
        answer = Answer.objects.published().filter(slug=query).first()
        near = answer.related_answers()[:limit] if answer else []
        return [row(a, 1 / place) for place, a in enumerate(near, 1)]


def row(answer: Answer, score: float) -> dict[str, object]:
    return {
        "source_id": answer.source_id,
        "slug": answer.slug,
        "title": answer.live_revision.title,
        "score": round(score, 4),
    }
