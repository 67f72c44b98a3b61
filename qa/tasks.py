"""What the background worker does by the clock."""

import datetime as dt

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from clinics.models import Organization

from . import pictures, recalls
from .erasure_list import write_erasures
from .keeping import TRACES, forget
from .links import answers
from .login import lockout, sessions
from .models import Notice, Question
from .models.link_checks import LinkCheck
from .notifications import ask_whether_it_helped, tell_staff, tell_staff_of_late_questions
from .promise import wait
from .publishing import publish_due

CLAIM_ENDS_SOON = dt.timedelta(hours=2)
ASKED_AFTER, ASKED_UNTIL = dt.timedelta(weeks=2), dt.timedelta(weeks=3)
JOBS_KEPT_FOR = 30 * 24  # hours
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


@app.periodic(cron="* * * * *")
@app.task(name="recall_pages", queueing_lock="recall_pages")
def recall_pages(timestamp: int) -> None:
    """Have the copies replaced of pages that were taken down."""
    recalls.recall_pages(dt.datetime.fromtimestamp(timestamp, dt.UTC))


@app.periodic(cron="* * * * *")
@app.task(name="settle_pictures", queueing_lock="settle_pictures")
def settle_pictures(timestamp: int) -> None:
    """Put pictures away of pages that are taken down, and back where a page is public again."""
    pictures.settle_pictures()


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


@app.periodic(cron="15 * * * *")
@app.task(name="ask_whether_answers_helped", queueing_lock="ask_whether_answers_helped")
def ask_whether_answers_helped(timestamp: int) -> None:
    """Ask once, two weeks after an answer; after another week it is too late to ask."""
    at = dt.datetime.fromtimestamp(timestamp, dt.UTC)
    answered = Question.objects.answered_between(at - ASKED_UNTIL, at - ASKED_AFTER)
    for question in answered:
        ask_whether_it_helped(question)


@app.periodic(cron="30 9 * * *")
@app.task(name="forget_what_is_due", queueing_lock="forget_what_is_due")
def forget_what_is_due(timestamp: int) -> None:
    """Let go what has been kept long enough, once a day."""
    try:
        list(forget(dt.datetime.fromtimestamp(timestamp, dt.UTC)))
    finally:
        write_erasures()


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_traces", queueing_lock="forget_traces")
def forget_traces(timestamp: int) -> None:
    """Let go what was to be remembered for a day, once that day is over."""
    list(forget(dt.datetime.fromtimestamp(timestamp, dt.UTC), TRACES))


@app.periodic(cron="40 9 * * *")
@app.task(name="forget_old_jobs", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended a month ago; letters that were not sent are seen without them."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=JOBS_KEPT_FOR, include_failed=True, include_cancelled=True, include_aborted=True
    )


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


@app.task(name="check_link", queue="links")
def check_link(link_id: int) -> None:
    """Ask whether the page behind a link answers."""
    if link := LinkCheck.objects.filter(pk=link_id).first():
        link.is_answering = answers(link.address)
        link.save(update_fields=["is_answering"])
