"""Telling askers by mail. Whoever called a transition calls this in the same transaction."""

from django.db import transaction

from .models import Answer, Notice, Question
from .tasks import send_notice

KINDS: dict[str, str] = {
    Question.Status.RECEIVED: Notice.Kind.RECEIVED,
    Question.Status.PUBLISHED: Notice.Kind.ANSWERED,
    Question.Status.ANSWERED_PRIVATELY: Notice.Kind.ANSWERED_PRIVATELY,
    Question.Status.DECLINED: Notice.Kind.DECLINED,
    Question.Status.WITHDRAWN: Notice.Kind.WITHDRAWN,
}


@transaction.atomic
def tell_asker(question: Question) -> None:
    """Send the letter that belongs to the question's status, once; none where none does.

    The letter is owed from the moment the transaction around the call commits.
    """
    if not question.asker_email or question.status not in KINDS:
        return
    notice, is_new = question.notices.get_or_create(kind=KINDS[question.status])
    if is_new:
        send_notice.defer(question_id=question.pk, kind=str(notice.kind))


@transaction.atomic
def tell_askers_of(answer: Answer) -> None:
    """Tell everybody whose question this answer was published for."""
    for question in answer.questions.filter(status=Question.Status.PUBLISHED):
        tell_asker(question)


def send_again(notice: Notice) -> None:
    """Try a letter once more that all tries could not send; one that was sent is not repeated."""
    send_notice.defer(question_id=notice.question_id, kind=notice.kind)
