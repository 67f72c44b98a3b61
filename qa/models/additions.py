from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils import timezone

from .questions import Question

MAX_ADDITION_LENGTH = 2000  # characters
MOST_ADDITIONS = 5


class AdditionQuerySet(models.QuerySet["Addition"]):
    @transaction.atomic
    def add(self, question: Question, text: str, has_warning_signs: bool) -> "Addition":
        """Keep a detail beside what was sent, once however often it is sent.

        Raises ValidationError with the code "not_possible" once the question is being answered,
        or "too_many".
        """
        question.note_detail(has_warning_signs)
        if known := self.filter(question=question, text=text).first():
            return known
        if self.filter(question=question).count() >= MOST_ADDITIONS:
            raise ValidationError(
                "You have added a good deal already. Please call us with what is missing.",
                code="too_many",
            )
        return self.create(question=question, text=text)

    def refuse_unread(self, seen: int) -> None:
        """Refuse to end a question with a detail on it that came after its page was opened.

        `seen` is how many stood on that page; the caller holds the question's row locked. Raises
        ValidationError with the code "unread".
        """
        if self.count() > seen:
            raise ValidationError(
                "The asker added something; it stands with the question on this page. Please read "
                "it, then send again.",
                code="unread",
            )


class Addition(models.Model):
    """A detail that an asker added later; what was sent first stays as it is."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="additions")
    text = models.TextField(validators=[MaxLengthValidator(MAX_ADDITION_LENGTH)])
    added_at = models.DateTimeField(default=timezone.now)

    objects = AdditionQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return f"Addition {self.pk}"
