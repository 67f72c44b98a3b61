from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from clinics.models import Organization
from qa.models import Question
from qa.promise import Wait, wait

register = template.Library()


@register.simple_tag
def waited(question: Question, organization: Organization) -> Wait:
    """Say how long a question has waited against the organization's promise."""
    return wait(question.received_at, organization.answer_promise_days)


@register.filter
def labelled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """Let each cell of a row that Django made say which column it belongs to, for cards."""
    names = ["" if "checkbox" in head["class_attrib"] else head["text"] for head in headers]
    return [_with_label(cell, name) for cell, name in zip(cells, names, strict=False)]


def _with_label(cell: SafeString, name: str) -> SafeString:
    """Add the name as an attribute; the cell was escaped by Django, and its tag holds no text."""
    if not name:
        return cell
    colon = "" if name.endswith("?") else ":"
    return SafeString(cell.replace(">", f' data-label="{escape(capfirst(name))}{colon}">', 1))
