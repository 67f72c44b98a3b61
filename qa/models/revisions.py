"""The words of an answer, and approval: the one door to the public."""

import datetime as dt
from functools import partial
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString

from clinics.models import Organization, Therapist
from clinics.pictures import PictureField
from qa import related, search_index
from qa.rich_text import RichTextField, plain_text, shown, subheadings

from .answers import Answer, free_slug
from .editions import Disclaimer

MIN_KEY_POINTS, MAX_KEY_POINTS = 2, 5
WORDS = (
    "title",
    "edited_question",
    "key_points",
    "body",
    "image",
    "image_alt",
    "image_is_decorative",
    "call_to_action_heading",
    "call_to_action_text",
    "call_to_action_button",
)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def open(self) -> Self:
        """Revisions that are being written or reviewed."""
        return self.exclude(status=Revision.Status.APPROVED)

    def drafts(self) -> Self:
        return self.filter(status=Revision.Status.DRAFT)

    def in_review(self) -> Self:
        """Revisions that wait for a reviewer, the longest waiting first."""
        return self.filter(status=Revision.Status.IN_REVIEW).order_by("sent_for_review_at")

    def to_review(self) -> Self:
        """What a reviewer has to read, the longest waiting first.

        That is what was sent for review, and imported words that are live and unread here.
        """
        rewritten = Revision.objects.open().filter(answer=models.OuterRef("answer"))
        unread = Q(is_imported=True, live_for__isnull=False) & ~models.Exists(rewritten)
        return self.filter(Q(status=Revision.Status.IN_REVIEW) | unread).order_by(
            F("sent_for_review_at").asc(nulls_last=True), "id"
        )

    def with_details(self) -> Self:
        """Read what the desk shows of each revision along with it."""
        return self.select_related("answer", "author").prefetch_related("answer__topics")

    def begin(
        self, answer: Answer, author: Therapist | None, like: "Revision | None"
    ) -> "Revision":
        """Create the next draft of an answer in the words of another revision, if one is given."""
        number = self.filter(answer=answer).count() + 1
        words = {name: getattr(like, name) for name in WORDS} if like else {}
        return self.create(answer=answer, number=number, author=author, **words)


class Revision(models.Model):
    """One version of an answer's words; once approved it never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
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
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sent_for_review_at = models.DateTimeField(null=True, editable=False)
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

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.APPROVED

    @transaction.atomic
    def send_for_review(self) -> None:
        """Hand the draft to the reviewers.

        Raises ValidationError: "not_draft", or what is missing, by field ("incomplete").
        """
        self._require(self.Status.DRAFT, "Only a draft can be sent for review.")
        self._refuse_incomplete()
        self.status = self.Status.IN_REVIEW
        self.sent_for_review_at = timezone.now()
        self.return_reason = ""
        self.save(update_fields=["status", "sent_for_review_at", "return_reason", "updated_at"])
        self.answer.questions.being_answered().update(status="in_review")

    @transaction.atomic
    def return_to_author(self, reason: str) -> None:
        """Give the revision back to its author with a reason ("" when the author takes it back)."""
        self._require(self.Status.IN_REVIEW, "Only a revision in review can be returned.")
        self.status = self.Status.DRAFT
        self.return_reason = reason
        self.save(update_fields=["status", "return_reason", "updated_at"])
        self.answer.questions.being_answered().update(status="drafted")

    @transaction.atomic
    def approve(self, by: Therapist, at: dt.datetime | None = None) -> None:
        """Publish this revision: the one door to the public.

        Raises ValidationError with the codes "not_in_review", "incomplete", "license_expired",
        "same_person", "no_consent" or "no_disclaimer" when something stands in the way.
        """
        at = at or timezone.now()
        organization = Organization.objects.get()
        answer = Answer.objects.select_for_update().get(pk=self.answer_id)
        self._require(self.Status.IN_REVIEW, "Only a revision in review can be approved.")
        self._refuse_incomplete()
        self._refuse_people(by, organization, timezone.localdate(at))
        self._refuse_without_consent()
        self.status = self.Status.APPROVED
        self.reviewer = by
        self.is_approved_alone = by == self.author
        self.disclaimer = self._disclaimer_in_force()
        self.approved_at = at
        self.save()
        self._go_live(answer, at, organization.review_months)

    def _go_live(self, answer: Answer, at: dt.datetime, review_months: int) -> None:
        answer.live_revision = self
        answer.slug = answer.slug or free_slug(self.title)
        answer.published_at = answer.published_at or at
        answer.withdrawn_at = None
        answer.set_review_dates(timezone.localdate(at), review_months)
        answer.save()
        search_index.add([answer.pk])
        related.refresh([answer.pk])
        self.answer = answer
        answer.questions.being_answered().update(status="published", ended_at=at)

    def _require(self, status: "Revision.Status", message: str) -> None:
        current = Revision.objects.select_for_update().get(pk=self.pk).status
        if current != status:
            raise ValidationError(message, code=f"not_{status}")

    def missing(self) -> dict[str, str]:
        """Say by field what the revision still lacks before anybody may review it."""
        lacks = {
            "title": "Write the question as a title." if not self.title.strip() else "",
            "edited_question": (
                "Write the edited question." if not self.edited_question.strip() else ""
            ),
            "key_points": (
                f"Write {MIN_KEY_POINTS} to {MAX_KEY_POINTS} things to know, one a line."
                if not MIN_KEY_POINTS <= len(self.key_points) <= MAX_KEY_POINTS
                else ""
            ),
            "body": "Write the answer." if not self.body_text else "",
            "author": "Choose the therapist who answers." if not self.author_id else "",
        }
        return {name: message for name, message in lacks.items() if message}

    def obstacles(self, by: Therapist, on: dt.date | None = None) -> list[str]:
        """Say what would keep this person from approving a revision in review on a date."""
        organization = Organization.objects.get()
        found: list[str] = []
        for refuse in (
            self._refuse_incomplete,
            partial(self._refuse_people, by, organization, on or timezone.localdate()),
            self._refuse_without_consent,
        ):
            try:
                refuse()
            except ValidationError as error:
                found += error.messages
        return found

    def _refuse_incomplete(self) -> None:
        if missing := self.missing():
            raise ValidationError(
                {name: ValidationError(text, code="incomplete") for name, text in missing.items()}
            )

    def _refuse_people(self, by: Therapist, organization: Organization, on: dt.date) -> None:
        for person in (self.author, by):
            if not person.has_current_license(on):
                raise ValidationError(
                    f"Renew the license of {person.display_name} first; it is not current.",
                    code="license_expired",
                )
        if by == self.author and not organization.allows_sole_therapist:
            raise ValidationError(
                "Ask another therapist to approve it; nobody approves their own answer.",
                code="same_person",
            )

    def _refuse_without_consent(self) -> None:
        if self.answer.questions.without_consent().exists():
            raise ValidationError(
                "Answer privately instead; the asker did not agree to a published answer.",
                code="no_consent",
            )

    def _disclaimer_in_force(self) -> Disclaimer:
        try:
            return Disclaimer.objects.current()
        except Disclaimer.DoesNotExist:
            raise ValidationError(
                "Put a disclaimer in force first; every answer needs one.", code="no_disclaimer"
            ) from None
