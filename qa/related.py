"""The neighbors of an answer, found at approval and stored: no page computes them."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q

from qa import search_index
from qa.models.answers import Answer
from qa.models.neighbors import RELATED_SHOWN, RelatedAnswer
from qa.ranking import Hit, rank_neighbors, triples_of_title

if TYPE_CHECKING:
    from qa.models.revisions import Revision

BATCH = 200
KEPT = 2 * RELATED_SHOWN  # so that enough are left when one is withdrawn
CONSIDERED = 6 * RELATED_SHOWN
TOO_ALIKE = 0.7  # share of common letter triples from which two titles say the same

_KEEP = """
INSERT INTO qa_relatedanswer (answer_id, related_id, is_pick, position)
SELECT found.answer, found.related, false, found.position
FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS found (answer, related, position)
WHERE NOT EXISTS (
    SELECT FROM qa_relatedanswer pick
    WHERE pick.answer_id = found.answer AND pick.related_id = found.related AND pick.is_pick
)
"""


def near(answers: Iterable[Answer], limit: int = KEPT) -> dict[int, list[Hit]]:
    """Return the published answers nearest to each answer, different enough from each other."""
    texts = {a.pk: essence(a.live_revision) for a in answers if a.live_revision}
    ranked = rank_neighbors(texts, limit=max(CONSIDERED, 2 * limit))
    return {pk: diverse(hits, limit) for pk, hits in ranked.items()}


def essence(revision: "Revision") -> str:
    """Return the words that say what a revision is about."""
    return " ".join([revision.title, revision.edited_question, *revision.key_points])


def diverse(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Return the first hits whose titles do not say the same as one before."""
    chosen: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        title = triples_of_title(hit.title)
        if all(alikeness(title, other) < TOO_ALIKE for _, other in chosen):
            chosen.append((hit, title))
        if len(chosen) == limit:
            break
    return [hit for hit, _ in chosen]


def alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return what two titles have in common, 0 to 1."""
    common = len(one & other)
    return common / (len(one) + len(other) - common or 1)


def refresh(answer_ids: Iterable[int], report: Callable[[int], object] = int) -> None:
    """Find the neighbors of newly approved answers anew, and theirs: one may be among them.

    `report` is called with the number of answers that are done.
    """
    new = set(answer_ids)
    done, others = 0, set[int]()
    for batch in batched(new):
        others |= _refresh(batch) - new
        report(done := done + len(batch))
    for batch in batched(others):
        _refresh(batch)
        report(done := done + len(batch))


def beside(answer_ids: Iterable[int]) -> set[int]:
    """Return the answers that one of these was found for."""
    found = RelatedAnswer.objects.filter(related__in=list(answer_ids), is_pick=False)
    return set(found.values_list("answer", flat=True))


def replace(gone: Iterable[int], lonely: Iterable[int]) -> None:
    """Find others in place of answers that are no longer public, for those they stood beside."""
    ids = set(gone)
    found = RelatedAnswer.objects.filter(is_pick=False)
    found.filter(Q(answer__in=ids) | Q(related__in=ids)).delete()
    for batch in batched(set(lonely) - ids):
        _refresh(batch)


def batched(keys: set[int]) -> Iterator[list[int]]:
    """Return the keys in order, so many that a transaction stays short."""
    ordered = sorted(keys)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


@transaction.atomic
def _refresh(answer_ids: list[int]) -> set[int]:
    """Store the neighbors of these answers; return who they are."""
    search_index.lock()
    words = (f"live_revision__{name}" for name in ("title", "edited_question", "key_points"))
    answers = Answer.objects.published().with_words().filter(pk__in=answer_ids)
    found = near(answers.only(*words))
    _store(found)
    return {hit.pk for hits in found.values() for hit in hits}


def _store(found: dict[int, list[Hit]]) -> None:
    """Keep these neighbors, after the editors' own picks."""
    RelatedAnswer.objects.filter(answer__in=found, is_pick=False).delete()
    rows = [(pk, hit.pk, place) for pk, hits in found.items() for place, hit in enumerate(hits)]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [[row[column] for row in rows] for column in range(3)])
