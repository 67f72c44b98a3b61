"""Telling people by mail. Whoever called a transition calls this in the same transaction."""

from collections.abc import Iterable
from typing import TypedDict

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from clinics.models import Therapist

from .erasure_list import write_erasures
from .models import AddressChange, Answer, Notice, Question, Revision
from .outbox import call_staff, send_notice


class News(TypedDict):
    """What a job that calls the staff is told."""

    kind: str
    path: str
    occasion: str
    only: int | None


KINDS: dict[str, str] = {
    Question.Status.RECEIVED: Notice.Kind.RECEIVED,
    Question.Status.PUBLISHED: Notice.Kind.ANSWERED,
    Question.Status.ANSWERED_PRIVATELY: Notice.Kind.ANSWERED_PRIVATELY,
    Question.Status.DECLINED: Notice.Kind.DECLINED,
    Question.Status.WITHDRAWN: Notice.Kind.WITHDRAWN,
}


@transaction.atomic(savepoint=False)
def tell_received(question: Question) -> None:
    """Send the receipt for a question stored in this transaction, and tell the staff of it.

    Both jobs are deferred by one statement: the asker waits for it.
    """
    notice = Notice.objects.create(question=question, kind=Notice.Kind.RECEIVED)
    news = call_staff.configure().make_new_job(**_news_of_new(question))
    receipt = send_notice.configure().make_new_job(notice_id=notice.pk)
    app.job_manager.batch_defer_jobs([news, receipt])


@transaction.atomic
def tell_asker(question: Question) -> None:
    """Send the letter that belongs to the question's status, once; none where none does.

    The letter is owed from the moment the transaction around the call commits.
    """
    if not question.asker_email or question.status not in KINDS:
        return
    notice, is_new = question.notices.get_or_create(kind=KINDS[question.status])
    if is_new:
        send_notice.defer(notice_id=notice.pk)


@transaction.atomic
def tell_askers_of(answer: Answer) -> None:
    """Tell everybody whose question this answer was published for."""
    for question in answer.questions.filter(status=Question.Status.PUBLISHED):
        tell_asker(question)


@transaction.atomic
def tell_consent_withdrawn(question: Question) -> None:
    """Confirm that nothing of a question is published any more.

    Where it waits again, its next answer is news once more.
    """
    if not question.has_ended:
        question.notices.filter(kind=Notice.Kind.ANSWERED).delete()
    _owe_anew(question, Notice.Kind.CONSENT_WITHDRAWN)


@transaction.atomic
def tell_erased(question: Question) -> None:
    """Confirm that a question was erased; the address is kept until this letter is sent.

    The list outside of the database is written in the background as well.
    """
    write_erasures.defer()
    if question.asker_email:
        notice = Notice.objects.create(kind=Notice.Kind.ERASED, own_address=question.asker_email)
        send_notice.defer(notice_id=notice.pk)


def confirm_address(change: AddressChange) -> None:
    """Send the code for a new address there, and no link: it may be somebody else's."""
    _owe_anew(change.question, Notice.Kind.CONFIRM_ADDRESS, change.email)


@transaction.atomic
def tell_address_changed(question: Question, old_address: str | None) -> None:
    """Tell both addresses; only the new one gets the link."""
    question.notices.filter(kind=Notice.Kind.CONFIRM_ADDRESS).delete()
    _owe_anew(question, Notice.Kind.ADDRESS_CHANGED)
    _owe_anew(question, Notice.Kind.ADDRESS_LEFT, old_address)


def ask_whether_it_helped(question: Question) -> None:
    """Ask once, by a letter that leads to the status page."""
    if not question.notices.filter(kind=Notice.Kind.HELPED).exists():
        _owe_anew(question, Notice.Kind.HELPED)


@transaction.atomic
def _owe_anew(question: Question, kind: str, own_address: str | None = None) -> None:
    """Owe a letter of which only the newest counts."""
    if not question.asker_email:
        return
    question.notices.filter(kind=kind).delete()
    notice = question.notices.create(kind=kind, own_address=own_address)
    send_notice.defer(notice_id=notice.pk)


def tell_staff(
    kind: str, about: models.Model, *, occasion: str = "", only: Therapist | None = None
) -> None:
    """Write to the staff whom a kind of news concerns, with a link to a page of the desk.

    Each gets one letter about the same page, or one for each `occasion`. With `only` one therapist
    alone is told, if they have a login. The request that calls it waits for no list of people.
    """
    if only and not only.user_id:
        return
    call_staff.defer(**_news(kind, _desk_page(about), occasion, only.user_id if only else None))


def tell_returned(revision: Revision) -> None:
    """Tell the author of a draft that it came back, each time anew."""
    now = timezone.now().isoformat()
    tell_staff(Notice.Kind.RETURNED, revision, occasion=now, only=revision.author)


def tell_those_at_work(therapists: Iterable[Therapist], question: Question) -> None:
    """Tell who works on a question that its asker does not want it to go on as it was.

    Where nothing is left of it, the letter leads to the first page of the desk.
    """
    path = _desk_page(question) if question.pk else reverse("admin:index")
    now = timezone.now().isoformat()
    for therapist in therapists:
        if therapist.user_id:
            news = _news(Notice.Kind.CHANGED_MIND, path, now, therapist.user_id)
            call_staff.defer(**news)


def tell_staff_of_new(question: Question) -> None:
    """Tell the staff that a question came in, and everybody at once where it may not wait."""
    call_staff.defer(**_news_of_new(question))


def tell_staff_of_late_questions(day: str) -> None:
    """Send the list of questions past their promise, once a day."""
    call_staff.defer(**_news(Notice.Kind.LATE, reverse("admin:qa_question_changelist"), day))


def send_again(notice: Notice) -> None:
    """Try a letter once more that all tries could not send; one that was sent is not repeated."""
    Notice.objects.filter(pk=notice.pk).update(doubtful_tries=0)
    send_notice.defer(notice_id=notice.pk)


def _news_of_new(question: Question) -> News:
    signs, none = Notice.Kind.WARNING_SIGNS, Notice.Kind.NEW_QUESTION
    return _news(signs if question.has_warning_signs else none, _desk_page(question))


def _desk_page(about: models.Model) -> str:
    page = f"admin:{about._meta.app_label}_{about._meta.model_name}_change"
    return reverse(page, args=[about.pk])


def _news(kind: str, path: str, occasion: str = "", only: int | None = None) -> News:
    return {"kind": str(kind), "path": path, "occasion": occasion, "only": only}
