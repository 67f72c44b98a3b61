"""What was approved for a set time goes public at that time, or back to the reviewers."""

import datetime as dt

from django.db import transaction

from .models import Revision
from .models.audit import AuditEntry, record
from .notifications import tell_askers_of


def publish_due(at: dt.datetime | None = None) -> int:
    """Publish what is due at a moment (now without one); return how many pages are public.

    Each stands or falls by itself, and two workers never take the same one.
    """
    due = list(Revision.objects.due_for_publishing(at).values_list("pk", flat=True))
    return sum(_publish(pk, at) for pk in due)


@transaction.atomic
def _publish(pk: int, at: dt.datetime | None) -> bool:
    due = Revision.objects.due_for_publishing(at).select_for_update(skip_locked=True)
    revision = due.filter(pk=pk).first()
    if revision is None:
        return False
    person = revision.reviewer.user
    is_public = revision.publish_when_due(at)
    record(
        AuditEntry.Kind.CHANGED,
        person=person,
        page="qa_revision_publish_scheduled" if is_public else "qa_revision_unschedule",
        object_kind="qa.revision",
        object_key=pk,
    )
    if is_public:
        tell_askers_of(revision.answer)
    return is_public
