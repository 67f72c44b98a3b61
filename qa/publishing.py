"""What was approved for a set time goes public at that time, or back to the reviewers."""

import datetime as dt
import logging
import traceback

from django.db import transaction

from .models import Revision
from .models.audit import AuditEntry, record
from .models.locking import lock
from .notifications import tell_askers_of

logger = logging.getLogger(__name__)


class NotAllPublishedError(Exception):
    """Something that was due could not be published; the log says which."""


def publish_due(at: dt.datetime | None = None) -> int:
    """Publish what is due at a moment (now without one); return how many pages are public.

    Each stands or falls by itself, and two workers never take the same one. Raises
    NotAllPublishedError at the end if one fell.
    """
    due = list(Revision.objects.due_for_publishing(at).values_list("pk", flat=True))
    published, failed = 0, 0
    for pk in due:
        try:
            published += _publish(pk, at)
        except Exception as error:
            failed += 1
            logger.error("Revision %s could not be published: %s", pk, place_of(error))
    if failed:
        raise NotAllPublishedError(failed)
    return published


def place_of(error: BaseException) -> str:
    """Say what kind of error it was and where, without its words: they may repeat what is kept."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} in {place}"


@transaction.atomic
def _publish(pk: int, at: dt.datetime | None) -> bool:
    due = Revision.objects.due_for_publishing(at).filter(pk=pk).select_related("answer")
    if (found := due.first()) is None:
        return False
    lock(found.answer)
    revision = due.first()  # It may have gone public, or its asker taken it back, meanwhile.
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
