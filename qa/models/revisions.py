"""The words of an answer, and approval: the one door to the public."""

import datetime as dt
from collections.abc import Mapping
from typing import cast

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from clinics.models import Organization, Therapist
from clinics.pictures import PictureField
from qa import related, search_index, semantic
from qa.checks import identifiers, refuse_identifying
from qa.rich_text import RichTextField, plain_text, shown, subheadings

from . import revision_rules as rules
from .answers import Answer, free_slug
from .editions import Disclaimer
from .locking import lock
from .revision_queryset import RevisionQuerySet
from .revision_rules import MAX_KEY_POINTS, MIN_KEY_POINTS

APPROVAL = ("reviewer", "publish_at", "is_approved_alone", "hold_reason")


class Revision(models.Model):
    """One version of an answer's words; once approved it never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        SCHEDULED = "scheduled", "Approved for later"
        APPROVED = "approved", "Approved"

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT, editable=False)
    title = models.CharField(
        max_length=200,
        blank=True,
        help_text="The asker's own plain question, as one would ask it. It becomes the heading.",
    )
    edited_question = models.TextField(
        max_length=2000,
        blank=True,
        help_text="The question in words that nobody can be recognized by. The public reads this.",
    )
    key_points = ArrayField(
        models.CharField(max_length=250),
        default=list,
        blank=True,
        verbose_name="things to know",
        help_text="2 to 5 short points, one a line.",
    )
    body = RichTextField("answer", blank=True)
    image = PictureField(
        upload_to="answers", blank=True, help_text="JPEG, PNG or WebP, up to 5 MB. Never a patient."
    )
    image_alt = models.CharField(
        "what the image shows",
        max_length=200,
        blank=True,
        help_text="One sentence for readers who cannot see it.",
    )
    image_is_decorative = models.BooleanField(
        "the image only decorates", default=False, help_text="Then it needs no words."
    )
    call_to_action_heading = models.CharField(max_length=120, blank=True)
    call_to_action_text = models.TextField(max_length=400, blank=True)
    call_to_action_button = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(
        Therapist, models.PROTECT, null=True, blank=True, related_name="written_revisions"
    )
    reviewer = models.ForeignKey(
        Therapist, models.PROTECT, null=True, editable=False, related_name="reviewed_revisions"
    )
    disclaimer = models.ForeignKey(
        Disclaimer, models.PROTECT, null=True, editable=False, related_name="revisions"
    )
    is_imported = models.BooleanField("moved in from elsewhere", default=False, editable=False)
    is_approved_alone = models.BooleanField("approved by its author", default=False, editable=False)
    return_reason = models.TextField("why it was returned", blank=True, editable=False)
    publish_at = models.DateTimeField("goes public", null=True, editable=False)
    hold_reason = models.TextField(
        "why it did not go public at its time", blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sent_for_review_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        Therapist, models.PROTECT, null=True, editable=False, related_name="sent_revisions"
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        permissions = [("approve_revision", "Can review, approve and publish")]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["answer"],
                condition=~Q(status="approved"),
                name="revision_open_once",
                violation_error_message="Finish the revision that is already open.",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False)
                | (~Q(status="approved") & Q(approved_at__isnull=True)),
                name="revision_approved_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status="scheduled", publish_at__isnull=False, reviewer__isnull=False)
                | (~Q(status="scheduled") & Q(publish_at__isnull=True)),
                name="revision_scheduled_has_time_and_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(status="approved", is_imported=True)
                | Q(sent_for_review_at__isnull=False, author__isnull=False),
                name="revision_sent_has_author_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(disclaimer__isnull=False),
                name="revision_approved_has_disclaimer",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(is_imported=True) | Q(reviewer__isnull=False),
                name="revision_approved_has_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | Q(is_imported=True)
                | Q(key_points__len__gte=MIN_KEY_POINTS, key_points__len__lte=MAX_KEY_POINTS),
                name="revision_approved_has_key_points",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True)
                | Q(is_approved_alone=True)
                | ~Q(author=F("reviewer")),
                name="revision_reviewer_is_another",
                violation_error_message="Ask another therapist to review it.",
            ),
            models.CheckConstraint(
                condition=Q(image="") | Q(image_is_decorative=True) | ~Q(image_alt=""),
                name="revision_image_has_alt",
                violation_error_message="Say what the image shows, or mark it as decorative.",
            ),
        ]

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
        if self.key_points:
            return self.key_points[0]
        first_line = self.body_text.partition("\n")[0]
        return first_line if len(first_line) <= 200 else f"{first_line[:199].rsplit(' ', 1)[0]}…"

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

        Raises ValidationError with the code "not_later", or what `approve` raises.
        """
        at = timezone.now()
        if publish_at <= at:
            raise ValidationError("Choose a time that is still to come.", code="not_later")
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
        answer.slug = answer.slug or free_slug(self.title)
        answer.published_at = answer.published_at or at
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
