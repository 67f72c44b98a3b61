"""What is left of a question that was erased: nothing that says whose it was, or what."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from .editions import ConsentWording

if TYPE_CHECKING:
    from .questions import Question


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def by_status_token_hash(self, token_hash: str) -> Self:
        """The erasure of the question that an old link belonged to."""
        return self.filter(status_token_hash=token_hash)

    def free_key(self, key: uuid.UUID) -> uuid.UUID:
        """Return the key of a form, or the next one made from it where its question was erased.

        The form may be sent again by the Back button; the same form gives the same key each time.
        """
        while self.filter(question_key=key).exists():
            key = uuid.uuid5(key, "sent again")
        return key

    def remember(self, question: "Question", at: dt.datetime, is_asked_for: bool) -> "Erasure":
        """Note that a question is being erased."""
        return self.create(
            question_key=question.submission_key,
            status_token_hash=question.status_token_hash,
            is_asked_for=is_asked_for,
            erased_at=at,
        )


class Erasure(models.Model):
    """That a question was erased, so that a restored backup has it erased again."""

    question_key = models.UUIDField(unique=True, help_text="Random; it says nothing about anybody.")
    status_token_hash = models.CharField(max_length=64, unique=True)
    is_asked_for = models.BooleanField("the asker wanted it")
    erased_at = models.DateTimeField(default=timezone.now)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["erased_at", "id"]

    def __str__(self) -> str:
        return f"Erasure {self.pk}"


class ConsentRecordQuerySet(models.QuerySet["ConsentRecord"]):
    def keep(self, question: "Question", at: dt.datetime) -> None:
        """Keep that there was consent, where there was, when its question goes."""
        if question.consented_at:
            self.create(
                question_number=question.pk,
                wording=question.consent_wording,
                consented_at=question.consented_at,
                withdrawn_at=question.consent_withdrawn_at,
                kept_since=at,
            )


class ConsentRecord(models.Model):
    """That somebody agreed to a wording about a question that is gone; it does not say who."""

    question_number = models.PositiveBigIntegerField()
    wording = models.ForeignKey(ConsentWording, models.PROTECT)
    consented_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    kept_since = models.DateTimeField(default=timezone.now)

    objects = ConsentRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Consent about question {self.question_number}"
