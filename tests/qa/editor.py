"""The editor of a draft and its review: addresses, what they send and what refuses it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from qa.admin.revision_forms import version
from qa.models import Revision
from tests import factories
from tests.desk import log_in

YES = dict.fromkeys(("is_accurate", "is_in_scope", "is_general", "is_anonymous", "is_plain"), "yes")


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


def decision(revision: Revision, **values: str) -> dict[str, str]:
    """What the page of a review sends after every sentence got a yes."""
    return YES | {"seen": version(Revision.objects.get(pk=revision.pk))} | values


def own_draft(client, **values) -> Revision:
    return factories.draft(author=log_in(client), **values)


def codes(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    """Why a step was refused."""
    return [e.code for e in error.value.error_list]
