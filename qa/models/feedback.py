from django.db import models

from .revisions import Revision


class Feedback(models.Model):
    """What one reader said about one revision; nothing in it says who."""

    class Reason(models.TextChoices):
        UNCLEAR = "unclear", "It was hard to understand"
        NOT_ANSWERED = "not_answered", "It did not answer my question"
        UNSAFE = "unsafe", "Something is wrong or unsafe"
        OUTDATED = "outdated", "It is out of date"

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="feedback")
    is_helpful = models.BooleanField("was it helpful?")
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    given_on = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_helpful=False) | models.Q(reason=""),
                name="feedback_reason_is_for_no",
            ),
        ]

    def __str__(self) -> str:
        return "Helpful" if self.is_helpful else "Not helpful"
