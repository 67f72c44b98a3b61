"""What the background worker does."""

from django.db import transaction
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from .letters import letter
from .models import Notice

LONGEST_WAIT = 6 * 60 * 60  # seconds
TRIES = 20


class MailRetry(BaseRetryStrategy):
    """Wait 1, 2, 4 … minutes, then 6 hours each time: 20 more tries in about three days."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(60 * 2**job.attempts, LONGEST_WAIT)})


@app.task(name="send_notice", queue="mail", retry=MailRetry())
@transaction.atomic
def send_notice(question_id: int, kind: str) -> None:
    """Send one letter, unless it was sent or its question has been erased.

    The lock makes a second worker with the same job wait for the outcome of the first.
    """
    notices = Notice.objects.owed().select_for_update(of=["self"]).select_related("question")
    notice = notices.filter(question_id=question_id, kind=kind).first()
    if notice is None or not notice.question.asker_email:
        return
    letter(notice).send()
    notice.sent_at = timezone.now()
    notice.save(update_fields=["sent_at"])
