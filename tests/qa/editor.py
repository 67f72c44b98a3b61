"""The editor of a draft: its addresses and what it sends, for tests of what one does there."""

from django.urls import reverse

from qa.admin.revision_forms import version
from qa.models import Revision
from tests import factories
from tests.desk import log_in


def page(revision: Revision) -> str:
    return reverse("admin:qa_revision_change", args=[revision.pk])


def step(revision: Revision, name: str) -> str:
    return reverse(f"admin:qa_revision_{name}", args=[revision.pk])


def typed(revision: Revision, **values) -> dict[str, object]:
    """What the editor posts."""
    return {
        "seen": version(revision),
        "title": revision.title,
        "edited_question": revision.edited_question,
        "key_points": "\n".join(revision.key_points),
        "body": revision.body,
        **values,
    }


def own_draft(client, **values) -> Revision:
    return factories.draft(author=log_in(client), **values)
