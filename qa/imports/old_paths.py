"""Which addresses of an earlier site may lead on to an answer here: each to one, none to two."""

from django.db.models import Model
from django.urls import Resolver404, resolve

from clinics.models import Clinic, Therapist
from qa.models import Answer, OldPath, Topic

from .lines import Line, Refused

# Whose slug stands in the address; it may lead on while no page of that kind has it.
HAS_SLUG: dict[str, type[Model]] = {
    "topic-detail": Topic,
    "therapist-detail": Therapist,
    "clinic-detail": Clinic,
    "book-clinic": Clinic,
}


class OldPaths:
    """The old addresses that lead to answers already, and to whose."""

    def __init__(self) -> None:
        self._owners = dict(OldPath.objects.values_list("path", "answer__source_id"))

    def take(self, line: Line) -> None:
        """Let the old path of a line lead to its answer. Raises Refused."""
        path = line.old_path
        if not path:
            return
        # A missing slash is added, but only where the address would be unknown.
        if any(_has_page(address, line) for address in {path, path.rstrip("/") + "/"}):
            raise Refused("remove old_path; this site has a page of its own there")
        if self._owners.setdefault(path, line.source_id) != line.source_id:
            raise Refused("remove old_path; it leads to another answer already")


def _has_page(path: str, line: Line) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    slug = match.kwargs.get("slug", "")
    if match.url_name == "answer-detail":
        return Answer.objects.exclude(source_id=line.source_id).have_or_had(slug)
    named = HAS_SLUG.get(match.url_name or "")
    return named is None or named._default_manager.filter(slug=slug).exists()
