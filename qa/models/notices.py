"""The letters an asker is owed, so that each is sent once and a missing one is seen."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils import timezone

from .questions import Question

TRIED_FOR = dt.timedelta(days=3)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def owed(self) -> Self:
        """Notices that no mail server has taken yet."""
        return self.filter(sent_at__isnull=True)

    def overdue(self, at: dt.datetime | None = None) -> Self:
        """Notices that all tries could not send; a person has to look after them."""
        return self.owed().filter(created_at__lte=(at or timezone.now()) - TRIED_FOR)


class Notice(models.Model):
    """One letter to an asker about one question; it holds no words of either."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Receipt"
        ANSWERED = "answered", "Answer published"
        ANSWERED_PRIVATELY = "answered_privately", "Answered privately"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"

    question = models.ForeignKey(Question, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["question", "kind"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for question {self.question_id}"
