"""Moving answers in from another system, a few hundred at a time, the same file as often as wanted.

An imported answer is published as it is and marked as imported; it waits for its first review here.
One that somebody has rewritten or taken down here since belongs to this site: no import touches it.
One that an import took down, since its file held it no more, comes back with a file that does.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator

from django.db import transaction

from qa import related, search_index, semantic
from qa.models import Answer
from qa.models.locking import lock_pages

from .lines import Line, Refused, parse, source_of
from .old_paths import OldPaths
from .outcome import Outcome
from .writing import leave_out, taken_slugs, write_batch

BATCH = 500
WORTH_TIDYING = 1000  # changed answers
Report = Callable[[str, int], object]  # what is done, and how many so far


def import_lines(
    lines: Iterable[str], *, replace: bool = False, report: Report = lambda what, count: None
) -> Outcome:
    """Import JSON Lines; each batch of lines is stored whole or not at all.

    A file that holds nothing, or a line that may be of any answer, replaces nothing.
    """
    outcome = Outcome()
    slugs = taken_slugs()
    seen: set[str] = set()
    paths = OldPaths()
    changed: list[int] = []
    numbered = enumerate(lines, 1)
    while batch := list(itertools.islice(numbered, BATCH)):
        good = list(_good_lines(batch, seen, paths, outcome))
        with transaction.atomic():
            changed += write_batch(good, slugs, outcome)
        report("Lines read", batch[-1][0])
    if replace and outcome.may_replace:
        _remove_others(seen, outcome)
    if len(changed) >= WORTH_TIDYING:
        search_index.tidy()
    semantic.keep(changed, lambda count: report("Made ready for search by meaning", count))
    related.refresh(changed, lambda count: report("Related answers found for", count))
    return outcome


def _good_lines(
    batch: list[tuple[int, str]], seen: set[str], paths: OldPaths, outcome: Outcome
) -> Iterator[Line]:
    for number, text in batch:
        if not text.strip():
            continue
        try:
            line = parse(text)
            if line.source_id in seen:
                raise Refused(f"use each source_id once; {line.source_id} came before")
            paths.take(line)
        except Refused as reason:
            outcome.refused.append((number, str(reason)))
            if source := source_of(text):
                seen.add(source)
            else:
                outcome.has_unnamed = True
        else:
            seen.add(line.source_id)
            yield line


def _remove_others(seen: set[str], outcome: Outcome) -> None:
    """Take down imported answers that the file lacks and that nobody here has worked on."""
    others = (
        Answer.objects.published()
        .exclude(source_id=None)
        .exclude(revisions__is_imported=False)
        .filter(questions=None)
    )
    named = others.values_list("pk", "source_id")
    pks = [pk for pk, source_id in named if source_id not in seen]
    removed: list[int] = []
    lonely: set[int] = set()
    for start in range(0, len(pks), BATCH):
        some = Answer.objects.filter(pk__in=pks[start : start + BATCH])
        with transaction.atomic():
            lock_pages(some)
            search_index.lock()
            batch = list(others.filter(pk__in=some).values_list("pk", flat=True))
            lonely |= related.beside(batch)
            leave_out(Answer.objects.filter(pk__in=batch))
        removed += batch
    related.replace(removed, lonely)
    outcome.removed = len(removed)
