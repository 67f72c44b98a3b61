"""The one order in which rows are locked: questions, then their answer, then its revisions.

Every step that changes more than one of them begins with `lock` or, where it holds its question
already, with `lock_words`. So two steps at once wait for each other and never for ever, and nothing
of a question is published while its asker takes it back: whichever comes first, the asker wins.

The search index comes last (`qa.search_index.lock`): a page is approved, taken down, moved, erased
or imported with its rows held first, and read again before anything is decided. Yet the index comes
before a live revision or an address changes: a row whose keys change holds off everybody who points
to it, and neighbors point to each other. Who changes neighbors holds the index too.
"""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from .answers import Answer


def lock(answer: "Answer") -> None:
    """Lock the questions of an answer, then it and its revisions, until the transaction ends."""
    _hold(answer.questions.all())
    lock_words(answer)


def lock_words(answer: "Answer") -> None:
    """Lock an answer, then its revisions."""
    _hold(type(answer).objects.filter(pk=answer.pk))
    _hold(answer.revisions.all())


def lock_pages(answers: QuerySet["Answer"]) -> None:
    """Lock many answers, for a step that changes none of their questions and revisions."""
    _hold(answers)


def _hold(rows: QuerySet) -> None:
    # No key changes, so rows that point to these may be stored meanwhile.
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
