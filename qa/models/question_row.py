"""What the database keeps of a question; its steps are in `questions.py`."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from encrypted_fields.fields import EncryptedCharField, EncryptedEmailField

from clinics.models import Clinic, Therapist

from .answers import Answer
from .editions import ConsentWording
from .question_queryset import QuestionQuerySet, new_status_token
from .question_states import About, DeclineReason, Status
from .topics import Topic

MAX_TEXT_LENGTH = 5000  # characters


class QuestionRow(models.Model):
    """The columns of a question and the rules that the database keeps about them."""

    submission_key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Makes a double click one row."
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    asker_name = EncryptedCharField("name", max_length=100, null=True, blank=True)
    asker_email = EncryptedEmailField("e-mail", max_length=254, null=True)
    address_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Finds an address that a caller says; goes with the address.",
    )
    address_check = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Tells the address again after it was forgotten.",
    )
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
    taken_back_page = models.ForeignKey(
        Answer,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The page that was made from it and is gone; its words go with the question.",
    )
    private_answer = models.TextField(max_length=10_000, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_message = models.TextField("what the asker is told", max_length=2000, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ended_questions"
    )
    ended_at = models.DateTimeField(null=True)
    helped = models.BooleanField("did the answer help?", null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["received_at"]
        permissions = [("view_asker", "Can see who asked")]
        indexes = [
            models.Index(
                F("status"), F("has_warning_signs").desc(), F("received_at"), name="question_queue"
            ),
            models.Index("received_at", name="question_received"),
            models.Index("address_digest", name="question_address"),
            HashIndex("text", name="question_text"),  # Finds the same words; it holds none.
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
                condition=Q(consent_withdrawn_at__isnull=True) | Q(consented_at__isnull=False),
                name="question_withdrawn_consent_was_given",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(private_answer=""),
                name="question_withdrawn_keeps_no_answer",
            ),
            models.CheckConstraint(
                condition=Q(asker_email__isnull=True, address_digest="")
                | Q(asker_email__isnull=False) & ~Q(address_digest=""),
                name="question_address_has_digest",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="question_claim_has_end",
            ),
        ]
