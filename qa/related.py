"""The neighbors of an answer, found at approval and stored: no page computes them."""

from typing import TYPE_CHECKING

from django.db import transaction

from qa.models.answers import RELATED_SHOWN, Answer, RelatedAnswer
from qa.ranking import rank

if TYPE_CHECKING:
    from qa.models.revisions import Revision

KEPT = 2 * RELATED_SHOWN  # so that enough are left when one is withdrawn
CONSIDERED = 4 * RELATED_SHOWN
TOO_ALIKE = 0.7  # share of common title words from which two neighbors say the same


def related(answer: Answer, limit: int = KEPT) -> list[Answer]:
    """Return the published answers nearest to an answer, different enough from each other."""
    found, _ = rank(essence(answer.live_revision), limit=CONSIDERED + 1)
    near = [a for a in Answer.objects.in_order([pk for pk, _ in found]) if a.pk != answer.pk]
    chosen: list[Answer] = []
    for candidate in near:
        if all(alikeness(candidate, other) < TOO_ALIKE for other in chosen):
            chosen.append(candidate)
    return chosen[:limit]


def essence(revision: "Revision") -> str:
    """Return the words that say what a revision is about; the title counts twice."""
    return " ".join(
        [revision.title, revision.title, revision.edited_question, *revision.key_points]
    )


def alikeness(one: Answer, other: Answer) -> float:
    """Return the share of title words that two answers have in common, 0 to 1."""
    words, others = (set(a.live_revision.title.lower().split()) for a in (one, other))
    return len(words & others) / (len(words | others) or 1)


@transaction.atomic
def refresh(answer: Answer) -> None:
    """Find the neighbors of a newly approved answer anew, and theirs: it may be one of them."""
    near = related(answer)
    store(answer, near)
    for neighbor in near:
        store(neighbor, related(neighbor))


def store(answer: Answer, near: list[Answer]) -> None:
    """Keep these neighbors beside the editor's own picks."""
    answer.neighbors.filter(is_pick=False).delete()
    RelatedAnswer.objects.bulk_create(
        RelatedAnswer(answer=answer, related=neighbor, is_pick=False, position=position)
        for position, neighbor in enumerate(near)
    )
