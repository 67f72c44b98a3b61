"""The private side: what somebody sent. No public page reads this table."""

import datetime as dt

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinics.models import Organization, Therapist
from qa.rich_text import text_with_addresses

from .answers import Answer
from .erasures import ConsentRecord, Erasure
from .locking import lock_words
from .question_asker import QuestionAsker
from .question_states import (
    ANSWERED,
    ENDED,
    ON_THE_WAY_TO_THE_PUBLIC,
    UNFINISHED,
    About,
    DeclineReason,
    Status,
)
from .revisions import Revision

CONSENT_IS_GONE = "The asker does not want it published any more. Please answer privately."


class Question(QuestionAsker):
    """What somebody sent, with who sent it: private, for ever."""

    Status = Status
    About = About
    DeclineReason = DeclineReason

    UNFINISHED = UNFINISHED
    ON_THE_WAY_TO_THE_PUBLIC = ON_THE_WAY_TO_THE_PUBLIC
    ENDED = ENDED
    ANSWERED = ANSWERED

    def __str__(self) -> str:
        return f"Question {self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def may_be_published(self) -> bool:
        return self.consented_at is not None and self.consent_withdrawn_at is None

    @property
    def may_withdraw_consent(self) -> bool:
        steps = (*self.UNFINISHED, self.Status.IN_REVIEW, self.Status.PUBLISHED)
        return self.may_be_published and self.status in steps

    def is_claimed(self, at: dt.datetime | None = None) -> bool:
        """Say whether a claim holds at a moment (now without one)."""
        return self.claimed_until is not None and self.claimed_until > (at or timezone.now())

    def at_work(self) -> set[Therapist]:
        """Return who holds the question now, and who writes or has sent what is made from it."""
        found = [self.claimed_by] if self.is_claimed() else []
        if self.answer and self.is_source and (draft := self.answer.open_revision):
            found.append(draft.author)
        return {therapist for therapist in found if therapist}

    @transaction.atomic
    def claim(self, by: Therapist, at: dt.datetime | None = None) -> None:
        """Keep the question for one therapist for a while; the claim runs out by itself.

        Raises ValidationError with the code "claimed" while somebody else has it.
        """
        at = at or timezone.now()
        self._require(*self.UNFINISHED)
        if self.is_claimed(at) and self.claimed_by != by:
            raise ValidationError(
                f"{self.claimed_by.display_name} is working on this question.", code="claimed"
            )
        self.claimed_by = by
        self.claimed_until = at + Organization.objects.get().claim_lasts
        self.save(update_fields=["claimed_by", "claimed_until"])

    @transaction.atomic
    def release(self) -> None:
        """Give a claimed question back to everybody."""
        self._require(*self.UNFINISHED)
        self._clear_claim()
        self.save(update_fields=["claimed_by", "claimed_until"])

    @transaction.atomic
    def start_answer(self, author: Therapist) -> Revision:
        """Claim the question and begin the draft of its answer; return the draft.

        Raises ValidationError with the code "no_consent" when it may only be answered privately.
        """
        self.claim(author)
        self._require(self.Status.RECEIVED)
        if not self.may_be_published:
            raise ValidationError(
                "Answer privately; the asker did not agree to a published answer.",
                code="no_consent",
            )
        answer = Answer.objects.create()
        if self.topic:
            answer.topics.add(self.topic)
        self.answer = answer
        self.status = self.Status.DRAFTED
        self.save(update_fields=["answer", "status"])
        return answer.start_revision(author)

    @transaction.atomic
    def answer_with(self, answer: Answer, by: User) -> None:
        """End the question with a page that is public already; nothing of it was or is published.

        It needs no consent, and taking the question back later leaves the page where it is.

        Raises ValidationError with the code "not_published" when the page is gone.
        """
        self._require(*self.UNFINISHED)
        if not Answer.objects.published().select_for_update(of=["self"]).filter(pk=answer.pk):
            raise ValidationError(
                "Choose another answer; this one is not public any more.", code="not_published"
            )
        self.is_source = False
        self._end(self.Status.PUBLISHED, by, answer=answer)

    @transaction.atomic
    def answer_privately(self, text: str, by: User) -> None:
        """End the question with an answer that only the asker reads."""
        self._require(*self.UNFINISHED)
        self._end(self.Status.ANSWERED_PRIVATELY, by, private_answer=text)

    @transaction.atomic
    def decline(self, reason: str, message: str, by: User) -> None:
        """End the question with a reason and a kind message that says what to do instead."""
        self._require(*self.UNFINISHED)
        self._end(self.Status.DECLINED, by, decline_reason=reason, decline_message=message)

    @transaction.atomic
    def quarantine(self, by: User | None = None) -> None:
        """Put spam aside; nothing is deleted and `restore` brings it back."""
        self._require(self.Status.RECEIVED)
        self._end(self.Status.QUARANTINED, by)

    @transaction.atomic
    def restore(self) -> None:
        """Bring a quarantined question back to those that wait."""
        self._require(self.Status.QUARANTINED)
        self.status = self.Status.RECEIVED
        self.ended_at = self.ended_by = None
        self.save(update_fields=["status", "ended_at", "ended_by"])

    @transaction.atomic
    def withdraw(self, at: dt.datetime | None = None) -> None:
        """Do what the asker asks: end the question and take the page made from it down at once.

        A page that only answers it too stays: none of this asker's words are on it.
        """
        at = at or timezone.now()
        self._require(*(set(self.Status) - {self.Status.WITHDRAWN, self.Status.QUARANTINED}))
        if self.answer and self.is_source:
            self._take_back(self.answer, at)
        self._note_consent_withdrawn(at)
        self.private_answer = self.decline_reason = self.decline_message = ""
        self._end(self.Status.WITHDRAWN, at=at)

    @transaction.atomic
    def withdraw_consent(self, at: dt.datetime | None = None) -> Revision | None:
        """Publish nothing of the question any more, and go on with it in private.

        A page made from it is gone at once; what it said becomes the private answer. Returns the
        draft that left its review for that. Raises ValidationError with the code "no_consent"
        where there is none to withdraw.
        """
        at = at or timezone.now()
        self._require(*self.Status)
        if not self.may_withdraw_consent:
            raise ValidationError("There is nothing to be published.", code="no_consent")
        returned = None
        if self.status == self.Status.IN_REVIEW:
            returned = self.answer.open_revision
            returned.return_to_author(CONSENT_IS_GONE)
            self.status = self.Status.DRAFTED
        elif self.status == self.Status.PUBLISHED and self.is_source:
            self._make_private(at)
        self.consent_withdrawn_at = at
        self.save()
        return returned

    def _note_consent_withdrawn(self, at: dt.datetime) -> None:
        """Note when the asker withdrew a consent; the first time counts."""
        if self.may_be_published:
            self.consent_withdrawn_at = at

    def _make_private(self, at: dt.datetime) -> None:
        """Take the page down and keep what it said for the asker; else let the question wait."""
        answer, self.answer = self.answer, None
        if answer.is_published:
            live = answer.live_revision
            body = text_with_addresses(live.body)
            self.private_answer = "\n\n".join([*live.key_points, *body.splitlines()])
        self.status = (
            self.Status.ANSWERED_PRIVATELY if self.private_answer else self.Status.RECEIVED
        )
        self.ended_at = at if self.private_answer else None
        self.ended_by = None
        self._take_back(answer, at)

    def _take_back(self, page: Answer | None, at: dt.datetime) -> None:
        """Take the page down for ever, and know it still: an erasure takes its words along."""
        page.take_back(at)
        if page.published_at:
            self.taken_back_page = page

    @transaction.atomic
    def erase(self, at: dt.datetime | None = None, *, is_asked_for: bool) -> None:
        """Delete the question with all that belongs to it.

        The words of a page made from it go along where the asker wants it, or took the page back
        before; where only the time is up, the page and its revisions are the clinic's. What stays
        is that it was erased, and that there was consent; neither says whose.
        """
        at = at or timezone.now()
        self._require(*self.Status)
        is_over = self.status in (self.Status.WITHDRAWN, self.Status.QUARANTINED)
        if is_asked_for and not is_over:
            self.withdraw(at)
        elif is_asked_for:
            self._note_consent_withdrawn(at)
        Erasure.objects.remember(self, at, is_asked_for)
        ConsentRecord.objects.keep(self, at)
        page = self.taken_back_page
        self.delete()
        if page:
            page.erase_words()

    @transaction.atomic
    def note_detail(self, has_warning_signs: bool) -> None:
        """Make sure that a detail can still be added, and mark the question if it may not wait."""
        self._require(self.Status.RECEIVED)
        if has_warning_signs:
            self.mark_warning_signs()

    def mark_warning_signs(self) -> None:
        """Mark that the asker wrote of what may not wait, wherever the question stands."""
        self.has_warning_signs = True
        self.save(update_fields=["has_warning_signs"])

    @transaction.atomic
    def say_whether_it_helped(self, helped: bool) -> None:
        """Keep what the asker says about the answer; the last word counts."""
        self._require(*self.ANSWERED)
        self.helped = helped
        self.save(update_fields=["helped"])

    def _end(
        self,
        status: str,
        by: User | None = None,
        at: dt.datetime | None = None,
        answer: Answer | None = None,
        **words: str,
    ) -> None:
        """Leave the answer and the claim; a draft that nobody else needs goes too."""
        left, self.answer = self.answer, answer
        self._clear_claim()
        self.status = status
        self.ended_by = by
        self.ended_at = at or timezone.now()
        for name, value in words.items():
            setattr(self, name, value)
        self.save()
        if left and not left.published_at and not left.questions.exists():
            left.revisions.all().discard()
            left.delete()

    def _clear_claim(self) -> None:
        self.claimed_by = self.claimed_until = None

    def hold(self) -> None:
        """Lock the row until the transaction ends, and read it again."""
        self.refresh_from_db(from_queryset=Question.objects.select_for_update(no_key=True))

    def _require(self, *statuses: str) -> None:
        """Lock the row, then what was made from it, and refuse the step from any other status.

        Raises ValidationError with the code "not_possible".
        """
        self.hold()
        if self.answer_id and self.is_source:
            lock_words(Answer(pk=self.answer_id))
        if self.status not in statuses:
            raise ValidationError(
                f"This is not possible any more: the question is “{self.get_status_display()}”.",
                code="not_possible",
            )
