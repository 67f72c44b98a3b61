"""The neighbors of an answer, found at approval and stored: no page computes them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from qa import search_index
from qa.models.answers import RELATED_SHOWN, Answer, RelatedAnswer
from qa.ranking import Hit, rank, triples

if TYPE_CHECKING:
    from qa.models.revisions import Revision

KEPT = 2 * RELATED_SHOWN  # so that enough are left when one is withdrawn
CONSIDERED = 6 * RELATED_SHOWN
MAX_LEXEMES = 16  # that say most of what an answer is about
TOO_ALIKE = 0.7  # share of common letter triples from which two titles say the same


def near(answer: Answer, limit: int = KEPT) -> list[Hit]:
    """Return the published answers nearest to an answer, different enough from each other."""
    ranking = rank(
        essence(answer.live_revision),
        limit=max(CONSIDERED, 2 * limit) + 1,
        max_lexemes=MAX_LEXEMES,
    )
    return diverse([hit for hit in ranking.hits if hit.pk != answer.pk], limit)


def essence(revision: "Revision") -> str:
    """Return the words that say what a revision is about; the title counts twice."""
    return " ".join(
        [revision.title, revision.title, revision.edited_question, *revision.key_points]
    )


def diverse(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Return the first hits whose titles do not say the same as one before."""
    chosen: list[tuple[Hit, set[str]]] = []
    for hit in hits:
        title = triples(hit.title)
        if all(alikeness(title, other) < TOO_ALIKE for _, other in chosen):
            chosen.append((hit, title))
        if len(chosen) == limit:
            break
    return [hit for hit, _ in chosen]


def alikeness(one: set[str], other: set[str]) -> float:
    """Return what two titles have in common, 0 to 1."""
    return len(one & other) / (len(one | other) or 1)


@transaction.atomic
def refresh(answer_ids: Iterable[int]) -> None:
    """Find the neighbors of newly approved answers anew, and theirs: one may be among them."""
    search_index.lock()
    found = _find(answer_ids)
    others = {hit.pk for hits in found.values() for hit in hits} - found.keys()
    _store(found | _find(others))


def _find(answer_ids: Iterable[int]) -> dict[int, list[Hit]]:
    answers = Answer.objects.published().with_words().filter(pk__in=list(answer_ids))
    return {answer.pk: near(answer) for answer in answers}


def _store(found: dict[int, list[Hit]]) -> None:
    """Keep these neighbors, after the editors' own picks."""
    RelatedAnswer.objects.filter(answer__in=found, is_pick=False).delete()
    picks = set(RelatedAnswer.objects.filter(answer__in=found).values_list("answer", "related"))
    RelatedAnswer.objects.bulk_create(
        RelatedAnswer(answer_id=pk, related_id=hit.pk, is_pick=False, position=position)
        for pk, hits in found.items()
        for position, hit in enumerate(hits)
        if (pk, hit.pk) not in picks
    )
