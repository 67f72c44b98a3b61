"""What stands between a revision and the public; the words here are read by therapists."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError

from clinics.models import Organization, Therapist
from qa.checks import refuse_identifying

from .editions import Disclaimer

if TYPE_CHECKING:
    from .revisions import Revision

MIN_KEY_POINTS, MAX_KEY_POINTS = 2, 5


def missing(revision: "Revision") -> dict[str, str]:
    """Say by field what a revision still lacks before anybody may review it."""
    lacks = {
        "title": "Write the question as a title." if not revision.title.strip() else "",
        "edited_question": (
            "Write the edited question." if not revision.edited_question.strip() else ""
        ),
        "key_points": (
            f"Write {MIN_KEY_POINTS} to {MAX_KEY_POINTS} things to know, one a line."
            if not MIN_KEY_POINTS <= len(revision.key_points) <= MAX_KEY_POINTS
            else ""
        ),
        "body": "Write the answer." if not revision.body_text else "",
        "author": "Choose the therapist who answers." if not revision.author_id else "",
    }
    return {name: message for name, message in lacks.items() if message}


def refuse_incomplete(revision: "Revision") -> None:
    """Raise ValidationError with the code "incomplete", by field, where something is missing."""
    if lacks := missing(revision):
        raise ValidationError(
            {name: ValidationError(text, code="incomplete") for name, text in lacks.items()}
        )


def refuse_other_writer(revision: "Revision", by: User | AnonymousUser) -> None:
    """Raise ValidationError ("not_writer") where a draft is somebody else's to write.

    It is its author's; whoever took over its question may write too, and reviewers correct.
    """
    author = revision.author
    if author is None or author.user_id == by.pk or by.has_perm("qa.approve_revision"):
        return
    if not revision.answer.questions.being_answered().claimed().filter(claimed_by__user=by):
        raise ValidationError(
            f"{author.display_name} writes this draft. Ask them or a reviewer to change it.",
            code="not_writer",
        )


def refuse_people(revision: "Revision", by: Therapist, on: dt.date) -> None:
    """Raise ValidationError: "license_expired" of author or reviewer on a date, "same_person"."""
    for person in (revision.author, by):
        if not person.has_current_license(on):
            raise ValidationError(
                f"Renew the license of {person.display_name} first; it is not current.",
                code="license_expired",
            )
    # Somebody may write in the name of a colleague, who then is the author.
    own = {revision.author_id, revision.sent_by_id}
    if by.pk in own and not Organization.objects.get().allows_sole_therapist:
        raise ValidationError(
            "Ask another therapist to approve it; nobody approves their own answer.",
            code="same_person",
        )


def refuse_without_consent(revision: "Revision") -> None:
    """Raise ValidationError: "taken_back" by its asker, or "no_consent" for its words."""
    if revision.answer.taken_back_at:
        raise ValidationError(
            "This page was taken down because its asker took the question back. Write a new "
            "answer without a question instead.",
            code="taken_back",
        )
    if revision.answer.questions.sources().without_consent().exists():
        raise ValidationError(
            "Answer privately instead; the asker did not agree to a published answer.",
            code="no_consent",
        )


def disclaimer_in_force() -> Disclaimer:
    """Return it. Raises ValidationError with the code "no_disclaimer"."""
    try:
        return Disclaimer.objects.current()
    except Disclaimer.DoesNotExist:
        raise ValidationError(
            "Put a disclaimer in force first; every answer needs one.", code="no_disclaimer"
        ) from None


def rules(revision: "Revision", by: Therapist, on: dt.date) -> list[Callable[[], object]]:
    """Return every check that an approval by this person on a date has to pass."""
    return [
        partial(refuse_incomplete, revision),
        partial(refuse_identifying, revision),
        partial(refuse_people, revision, by, on),
        partial(refuse_without_consent, revision),
        disclaimer_in_force,
    ]
