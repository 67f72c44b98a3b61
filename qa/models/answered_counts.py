import datetime as dt

from django.db import connection, models
from django.utils import timezone

from .answers import Answer


class AnsweredCountQuerySet(models.QuerySet["AnsweredCount"]):
    def count_one(self, answer: Answer, on: dt.date | None = None) -> None:
        """Count one more person whose question was answered; who and at what hour is not kept."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO qa_answeredcount (answer_id, counted_on, times) VALUES (%s, %s, 1)"
                " ON CONFLICT (answer_id, counted_on)"
                " DO UPDATE SET times = qa_answeredcount.times + 1",
                [answer.pk, on or timezone.localdate()],
            )


class AnsweredCount(models.Model):
    """How many people, on a day, found their own question answered by one that is published."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="answered_counts")
    counted_on = models.DateField("on")
    times = models.PositiveIntegerField("people")

    objects = AnsweredCountQuerySet.as_manager()

    class Meta:
        verbose_name = "question answered beforehand"
        verbose_name_plural = "questions answered beforehand"
        ordering = ["-counted_on", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "counted_on"], name="answered_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.times} on {self.counted_on}"
