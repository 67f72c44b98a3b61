"""The letters on their way: what the worker does with those that are owed."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from .letters import letter
from .mail import MaybeSent
from .models import Notice
from .recipients import recipients

LONGEST_WAIT = 6 * 60 * 60  # seconds
WAIT_IN_DOUBT = 60 * 60  # seconds; a server that hangs after it took a letter hangs for a while
TRIES = 20
AFTER_OTHER_JOBS = -1  # A mail server that hangs must not keep back what is to be published.


class MailRetry(BaseRetryStrategy):
    """Wait 1, 2, 4 … minutes, then 6 hours each time: 20 more tries in about three days.

    After a try of which nobody knows whether it worked it waits an hour at least.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= TRIES:
            return None
        wait = min(60 * 2**job.attempts, LONGEST_WAIT)
        if isinstance(exception, MaybeSent):
            wait = max(wait, WAIT_IN_DOUBT)
        return RetryDecision(retry_in={"seconds": wait})


@app.task(name="send_notice", queue="mail", retry=MailRetry(), priority=AFTER_OTHER_JOBS)
def send_notice(notice_id: int) -> None:
    """Send one letter, unless it was sent or what it is about has been erased.

    Raises what the mail server said; the worker then tries again later.
    """
    if error := _try_once(notice_id):
        raise error


@transaction.atomic
def _try_once(notice_id: int) -> MaybeSent | None:
    """Send a letter; the lock makes a second worker wait for the outcome of the first.

    Returns the doubt, if one is left, so that the try is kept in mind although it failed.
    """
    notice = Notice.objects.owed().select_for_update(of=["self"]).filter(pk=notice_id).first()
    if notice is None or not notice.may_be_sent or not notice.address:
        return None
    try:
        letter(notice).send()
    except MaybeSent as doubt:
        notice.note_doubtful_try()
        return doubt
    notice.note_sent(timezone.now())
    return None


@app.task(name="call_staff", queue="mail", retry=MailRetry(), priority=AFTER_OTHER_JOBS)
@transaction.atomic
def call_staff(kind: str, path: str, occasion: str, only: int | None) -> None:
    """Owe a letter about a page of the desk to each member of staff whom it concerns, once."""
    owe_to_staff([user.pk for user in recipients(kind, only)], kind, path, occasion)


def owe_to_staff(user_ids: Iterable[int], kind: str, path: str, occasion: str) -> None:
    for user_id in user_ids:
        notice, is_new = Notice.objects.get_or_create(
            staff_id=user_id, kind=kind, path=path, occasion=occasion
        )
        if is_new:
            send_notice.defer(notice_id=notice.pk)
