"""The words of an answer, and approval: the one door to the public."""

import datetime as dt
from collections.abc import Mapping
from typing import cast

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString

from clinics.models import Organization, Therapist
from qa import related, search_index, semantic
from qa.checks import identifiers, refuse_identifying
from qa.rich_text import plain_text, shown, subheadings

from . import revision_rules as rules
from .answers import Answer
from .listed import excerpt
from .locking import lock
from .revision_queryset import RevisionQuerySet
from .revision_row import RevisionRow

LONGEST_WAIT = dt.timedelta(days=366)  # from an approval to its page
APPROVAL = ("reviewer", "publish_at", "is_approved_alone", "hold_reason")


class Revision(RevisionRow):
    """One version of an answer's words; once approved it never changes."""

    objects = RevisionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title or f"Untitled answer {self.answer_id}"

    @property
    def body_shown(self) -> SafeString:
        """The answer as HTML that is safe to print."""
        return shown(self.body)

    @property
    def subheadings(self) -> list[tuple[str, str]]:
        """The id and the words of each subheading of the answer."""
        return subheadings(self.body)

    @property
    def body_text(self) -> str:
        """The answer as plain words, one block a line."""
        return plain_text(self.body)

    @property
    def excerpt(self) -> str:
        """One sentence that says what the answer is about."""
        return excerpt(self.key_points, self.body)

    def credit(self, known: Mapping[int | None, Therapist]) -> None:
        """Take author and reviewer from therapists who were read already, by primary key."""
        if author := known.get(self.author_id):
            self.author = author
        if reviewer := known.get(self.reviewer_id):
            self.reviewer = reviewer

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.APPROVED

    def refuse_other_writer(self, by: User | AnonymousUser) -> None:
        """Raise ValidationError ("not_writer") where this is a draft for somebody else to write."""
        rules.refuse_other_writer(self, by)

    @transaction.atomic
    def send_for_review(self, by: Therapist | None = None) -> None:
        """Hand the draft to the reviewers; whoever sends it (its author) may not approve it.

        Raises ValidationError: "not_draft", "not_writer", or by field what is missing
        ("incomplete") or may identify somebody ("identifying").
        """
        self._require("Only a draft can be sent for review.", self.Status.DRAFT)
        if by and by.user:
            self.refuse_other_writer(by.user)
        rules.refuse_incomplete(self)
        refuse_identifying(self)
        self.sent_for_review_at = timezone.now()
        self.sent_by = by or self.author
        self.return_reason = ""
        self._go_to(self.Status.IN_REVIEW, "sent_for_review_at", "sent_by", "return_reason")
        self.answer.questions.being_answered().update(status="in_review")

    @transaction.atomic
    def explain(self, reasons: Mapping[str, str], by: User) -> None:
        """Keep, by digest, why words that look identifying identify nobody; "" takes that back.

        Raises ValidationError with the codes "not_draft" or "not_writer".
        """
        self._require("Only in a draft can words be explained.", self.Status.DRAFT)
        self.refuse_other_writer(by)
        self.dismissals.keep_reasons(self, identifiers(self), reasons, by)

    @transaction.atomic
    def return_to_author(self, reason: str) -> None:
        """Give the revision back to its author with a reason ("" when the author takes it back).

        One that was approved for later needs a new approval after that.
        """
        self._require(
            "Only a revision in review can be returned.",
            self.Status.IN_REVIEW,
            self.Status.SCHEDULED,
        )
        self.return_reason = reason
        self._forget_approval()
        self._go_to(self.Status.DRAFT, "return_reason", *APPROVAL)
        self.answer.questions.being_answered().update(status="drafted")

    @transaction.atomic
    def correct_question(self, text: str) -> None:
        """Correct a slip in the edited question while it is in review; it stays in review.

        Raises ValidationError: "not_in_review", "incomplete" for an empty text, or "identifying".
        """
        self._require("Only a revision in review can be corrected.", self.Status.IN_REVIEW)
        self.edited_question = text
        rules.refuse_incomplete(self)
        refuse_identifying(self)
        self.save(update_fields=["edited_question", "updated_at"])

    @transaction.atomic
    def schedule(self, by: Therapist, publish_at: dt.datetime) -> None:
        """Approve now and publish at a set time; everything is checked again at that moment.

        Raises ValidationError with the codes "not_later" or "too_late", or what `approve` raises.
        """
        at = timezone.now()
        if publish_at <= at:
            raise ValidationError("Choose a time that is still to come.", code="not_later")
        if publish_at > at + LONGEST_WAIT:
            raise ValidationError("Choose a time within a year from now.", code="too_late")
        self._require("Only a revision in review can be approved.", self.Status.IN_REVIEW)
        self._refuse(by, at)
        self.publish_at = publish_at
        self.reviewer = by
        self.is_approved_alone = by == self.author
        self._go_to(self.Status.SCHEDULED, *APPROVAL)

    @transaction.atomic
    def cancel_schedule(self, why: str = "") -> None:
        """Let a revision that was to go public later wait for a reviewer again."""
        self._require("It is not approved for later.", self.Status.SCHEDULED)
        self._forget_approval()
        self.hold_reason = why
        self._go_to(self.Status.IN_REVIEW, *APPROVAL)

    def publish_when_due(self, at: dt.datetime | None = None) -> bool:
        """Publish what was approved for now; return whether it is public.

        What stands in the way meanwhile sends it back to the reviewers with the reason.
        """
        try:
            self.approve(cast(Therapist, self.reviewer), at)  # The database keeps it filled.
        except ValidationError as error:
            self.cancel_schedule(" ".join(error.messages))
            return False
        return True

    @transaction.atomic
    def approve(self, by: Therapist, at: dt.datetime | None = None) -> None:
        """Publish this revision: the one door to the public.

        Raises ValidationError with the codes "not_in_review", "incomplete", "identifying",
        "license_expired", "same_person", "taken_back", "no_consent" or "no_disclaimer" when
        something stands in the way.
        """
        at = at or timezone.now()
        self._require(
            "Only a revision in review can be approved.",
            self.Status.IN_REVIEW,
            self.Status.SCHEDULED,
        )
        self._refuse(by, at)
        search_index.lock()
        self._forget_approval()
        self.reviewer = by
        self.is_approved_alone = by == self.author
        self.disclaimer = rules.disclaimer_in_force()
        self.approved_at = at
        self._go_to(self.Status.APPROVED, "disclaimer", "approved_at", *APPROVAL)
        self._go_live(Answer.objects.get(pk=self.answer_id), at)

    def _go_live(self, answer: Answer, at: dt.datetime) -> None:
        answer.live_revision = self
        answer.slug = answer.slug or Answer.objects.free_slug(self.title)
        answer.published_at = answer.published_at or at
        if answer.withdrawn_at:
            transaction.on_commit(answer.settle_pictures, robust=True)
        answer.withdrawn_at = None
        answer.set_review_dates(timezone.localdate(at), Organization.objects.get().review_months)
        answer.save()
        search_index.add([answer.pk])
        semantic.keep([answer.pk])
        related.refresh([answer.pk])
        self.answer = answer
        answer.questions.being_answered().update(status="published", ended_at=at)

    def hold(self) -> None:
        """Lock it after its questions and its answer, and read it again.

        Raises Revision.DoesNotExist once its asker took the question back.
        """
        lock(Answer(pk=self.answer_id))
        self.refresh_from_db()

    def _require(self, message: str, *statuses: "Revision.Status") -> None:
        """Lock the row, read it again and refuse the step from any other status."""
        self.hold()
        if self.status not in statuses:
            raise ValidationError(message, code=f"not_{statuses[0]}")

    def _forget_approval(self) -> None:
        self.reviewer = self.publish_at = None
        self.is_approved_alone = False
        self.hold_reason = ""

    def _go_to(self, status: "Revision.Status", *fields: str) -> None:
        """Store the new status and what belongs to it, never words: they were saved before."""
        self.status = status
        self.save(update_fields=["status", "updated_at", *fields])

    def missing(self) -> dict[str, str]:
        """Say by field what the revision still lacks before anybody may review it."""
        return rules.missing(self)

    def obstacles(self, by: Therapist, on: dt.date | None = None) -> list[str]:
        """Say what would keep this person from approving a revision in review on a date."""
        found: list[str] = []
        for refuse in rules.rules(self, by, on or timezone.localdate()):
            try:
                refuse()
            except ValidationError as error:
                found += error.messages
        return found

    def _refuse(self, by: Therapist, at: dt.datetime) -> None:
        for refuse in rules.rules(self, by, timezone.localdate(at)):
            refuse()
