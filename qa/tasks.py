"""What the background worker does by the clock."""

import datetime as dt

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from clinics.models import Organization

from .login import lockout, sessions
from .models import Notice, Question
from .notifications import tell_staff, tell_staff_of_late_questions
from .promise import wait
from .publishing import publish_due

CLAIM_ENDS_SOON = dt.timedelta(hours=2)
SATURDAY, MORNING = 5, 7  # weekday, hour


@app.periodic(cron="*/10 * * * *")
@app.task(name="tell_of_claims", queueing_lock="tell_of_claims")
def tell_of_claims(timestamp: int) -> None:
    """Tell whoever claimed a question that the claim runs out within two hours."""
    at = dt.datetime.fromtimestamp(timestamp, dt.UTC)
    for question in Question.objects.claims_ending(at, at + CLAIM_ENDS_SOON):
        tell_staff(
            Notice.Kind.CLAIM_ENDS,
            question,
            occasion=question.claimed_until.isoformat(timespec="minutes"),
            only=question.claimed_by,
        )


@app.periodic(cron="* * * * *")
@app.task(name="publish_scheduled", queueing_lock="publish_scheduled")
def publish_scheduled(timestamp: int) -> None:
    """Publish what was approved for this minute."""
    publish_due(dt.datetime.fromtimestamp(timestamp, dt.UTC))


@app.periodic(cron="5 * * * *")
@app.task(name="tell_of_late_questions", queueing_lock="tell_of_late_questions")
def tell_of_late_questions(timestamp: int) -> None:
    """Send the daily list of late questions on the morning of a business day."""
    at = dt.datetime.fromtimestamp(timestamp, dt.UTC)
    local = timezone.localtime(at)
    if local.weekday() >= SATURDAY or local.hour < MORNING:
        return
    promise = Organization.objects.get().answer_promise_days
    unanswered = Question.objects.unanswered().values_list("received_at", flat=True)
    if any(wait(received_at, promise, at).days_late for received_at in unanswered):
        tell_staff_of_late_questions(local.date().isoformat())


@app.periodic(cron="* * * * *")
@app.task(name="take_up_stalled_jobs", queueing_lock="take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Begin anew what a worker had begun that was killed."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="20 * * * *")
@app.task(name="sweep_logins", queueing_lock="sweep_logins")
def sweep_logins(timestamp: int) -> None:
    """Forget sessions and wrong passwords that are over."""
    sessions.sweep()
    lockout.sweep()
