import datetime as dt

from django.db import models, transaction
from django.utils import timezone

from .answers import Answer
from .revisions import Revision


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    @transaction.atomic
    def give(
        self, revision: Revision, trace: str, *, is_helpful: bool, reason: str = ""
    ) -> "Feedback":
        """Count what a reader says of a revision; said again, it takes the first's place.

        `trace` is a hash that stands for one reader of one answer on one day.
        """
        said = {"is_helpful": is_helpful, "reason": "" if is_helpful else reason}
        feedback, is_new = self.get_or_create(revision=revision, trace=trace, defaults=said)
        if not is_new:
            feedback.is_helpful = is_helpful
            feedback.reason = "" if is_helpful else reason or feedback.reason
            feedback.save(update_fields=["is_helpful", "reason"])
        return feedback

    def told_of(self, answer: Answer) -> dict[int, dict[str, int]]:
        """Return what readers said of each revision, in words, and how many said it."""
        told: dict[int, dict[str, int]] = {}
        said = self.filter(revision__answer=answer).values_list("revision", "is_helpful", "reason")
        counted = said.annotate(count=models.Count("id")).order_by("-is_helpful", "-count")
        reasons = {**dict(Feedback.Reason.choices), "": "Not helpful, without a reason"}
        for revision, is_helpful, reason, count in counted:
            words = "Helpful" if is_helpful else reasons[reason]
            told.setdefault(revision, {})[words] = count
        return told

    def with_trace_before(self, today: dt.date) -> "FeedbackQuerySet":
        """Feedback of earlier days whose trace is still kept."""
        return self.filter(given_on__lt=today).exclude(trace=None)

    def forget_traces(self, today: dt.date | None = None) -> int:
        """Drop the traces of earlier days, which no press of today can match; say how many."""
        return self.with_trace_before(today or timezone.localdate()).update(trace=None)


class Feedback(models.Model):
    """What one reader said about one revision; after its day nothing in it says who."""

    class Reason(models.TextChoices):
        UNCLEAR = "unclear", "It was hard to understand"
        NOT_ANSWERED = "not_answered", "It did not answer my question"
        UNSAFE = "unsafe", "Something is wrong or unsafe"
        OUTDATED = "outdated", "It is out of date"

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="feedback")
    is_helpful = models.BooleanField("was it helpful?")
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    given_on = models.DateField(default=timezone.localdate, editable=False)
    trace = models.CharField(max_length=64, null=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_helpful=False) | models.Q(reason=""),
                name="feedback_reason_is_for_no",
            ),
            models.UniqueConstraint(fields=["revision", "trace"], name="feedback_once_a_reader"),
        ]
        indexes = [
            models.Index(
                fields=["given_on"],
                name="feedback_with_trace",
                condition=models.Q(trace__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return "Helpful" if self.is_helpful else "Not helpful"
