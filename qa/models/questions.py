"""The private side: what somebody sent. No public page reads this table."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from encrypted_fields.fields import EncryptedCharField, EncryptedEmailField

from clinics.models import Clinic, Organization, Therapist

from .answers import Answer
from .editions import ConsentWording
from .question_queryset import QuestionQuerySet, new_status_token
from .question_states import (
    ENDED,
    ON_THE_WAY_TO_THE_PUBLIC,
    UNFINISHED,
    About,
    DeclineReason,
    Status,
)
from .revisions import Revision
from .topics import Topic

MAX_TEXT_LENGTH = 5000  # characters


class Question(models.Model):
    """What somebody sent, with who sent it: private, for ever."""

    Status = Status
    About = About
    DeclineReason = DeclineReason

    UNFINISHED = UNFINISHED
    ON_THE_WAY_TO_THE_PUBLIC = ON_THE_WAY_TO_THE_PUBLIC
    ENDED = ENDED

    submission_key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Makes a double click one row."
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    asker_name = EncryptedCharField("name", max_length=100, null=True, blank=True)
    asker_email = EncryptedEmailField("e-mail", max_length=254, null=True)
    about = models.CharField("who it is about", max_length=5, choices=About, default=About.SELF)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True)
    clinic = models.ForeignKey(Clinic, models.PROTECT, null=True, blank=True)
    text = models.TextField("question", validators=[MaxLengthValidator(MAX_TEXT_LENGTH)])
    has_warning_signs = models.BooleanField(
        "words that may be warning signs",
        default=False,
        db_default=False,
        editable=False,
        help_text="Found by a program when it came in; only a person can say what they mean.",
    )
    consented_at = models.DateTimeField("agreed to publication", null=True)
    consent_wording = models.ForeignKey(ConsentWording, models.PROTECT, null=True)
    consent_withdrawn_at = models.DateTimeField(null=True)
    status_token = EncryptedCharField(max_length=64, default=new_status_token, editable=False)
    status_token_hash = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.ForeignKey(Therapist, models.PROTECT, null=True, related_name="claims")
    claimed_until = models.DateTimeField(null=True)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="questions")
    is_source = models.BooleanField(
        "its words led to the page",
        default=True,
        help_text="Then the page needs this asker's consent, and is gone when it is withdrawn.",
    )
    private_answer = models.TextField(max_length=10_000, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_message = models.TextField("what the asker is told", max_length=2000, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ended_questions"
    )
    ended_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]
        permissions = [("view_asker", "Can see who asked")]
        indexes = [
            models.Index(
                F("status"), F("has_warning_signs").desc(), F("received_at"), name="question_queue"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "published",
                        "answered_privately",
                        "declined",
                        "withdrawn",
                        "quarantined",
                    ],
                    ended_at__isnull=False,
                )
                | Q(status__in=["received", "drafted", "in_review"], ended_at__isnull=True),
                name="question_end_matches_status",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["drafted", "in_review", "published"])
                | Q(answer__isnull=False),
                name="question_being_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(is_source=False)
                | Q(consented_at__isnull=False, consent_withdrawn_at__isnull=True),
                name="question_published_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True, consent_wording__isnull=True)
                | Q(consented_at__isnull=False, consent_wording__isnull=False),
                name="question_consent_has_wording",
            ),
            models.CheckConstraint(
                condition=Q(status="declined") & ~Q(decline_reason="") & ~Q(decline_message="")
                | ~Q(status="declined") & Q(decline_reason="", decline_message=""),
                name="question_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="answered_privately") | ~Q(private_answer=""),
                name="question_private_answer_has_words",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="question_claim_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"

    def get_status_url(self) -> str:
        """The address of the private status page; whoever has it may read it."""
        return reverse("question-status", args=[self.status_token])

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def may_be_published(self) -> bool:
        return self.consented_at is not None and self.consent_withdrawn_at is None

    def is_claimed(self, at: dt.datetime | None = None) -> bool:
        """Say whether a claim holds at a moment (now without one)."""
        return self.claimed_until is not None and self.claimed_until > (at or timezone.now())

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
            self.answer.take_back(at)
        if self.consented_at:
            self.consent_withdrawn_at = at
        self.private_answer = self.decline_reason = self.decline_message = ""
        self._end(self.Status.WITHDRAWN, at=at)

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
            left.delete()

    def _clear_claim(self) -> None:
        self.claimed_by = self.claimed_until = None

    def _require(self, *statuses: str) -> None:
        """Lock the row and refuse the step from any other status ("not_possible")."""
        self.refresh_from_db(from_queryset=Question.objects.select_for_update())
        if self.status not in statuses:
            raise ValidationError(
                f"This is not possible any more: the question is “{self.get_status_display()}”.",
                code="not_possible",
            )
