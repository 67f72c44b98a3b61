"""The checks of a draft's words, as the desk shows them."""

from collections.abc import Mapping
from typing import Any

from qa.checks import check
from qa.links import links_in
from qa.models import LinkCheck, Revision
from qa.tasks import check_link

LINKS_ASKED = 20  # of one answer


def checks_context(revision: Revision, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the components of the checks need; `typed` has reasons not kept yet."""
    return {
        "checks": check(revision, typed),
        "dead_links": LinkCheck.objects.without_answer(links_in(revision.body)),
    }


def ask_links(revision: Revision) -> None:
    """Let the worker ask whether the pages answer that a draft links to; nobody waits for it."""
    for link in LinkCheck.objects.ask(links_in(revision.body)[:LINKS_ASKED]):
        check_link.defer(link_id=link.pk)
