"""What reviewers decided, kept with who and when."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinics.models import Therapist

from .revisions import Revision

STATEMENTS = (
    "is_accurate",
    "is_in_scope",
    "is_general",
    "is_anonymous",
    "has_warning_signs",
    "is_plain",
)


class Review(models.Model):
    """One decision of a reviewer about a revision, with what they said yes or no to; for ever."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned to the author"

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Therapist, models.PROTECT, null=True, related_name="reviews")
    decided_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=8, choices=Decision)
    publish_at = models.DateTimeField("to go public", null=True)
    reason = models.TextField("why it was returned", blank=True)
    is_accurate = models.BooleanField("It is accurate and up to date.", null=True)
    is_in_scope = models.BooleanField(
        "It stays within what a physical therapist may advise.", null=True
    )
    is_general = models.BooleanField("It diagnoses nobody; it stays general.", null=True)
    is_anonymous = models.BooleanField("Nobody can be recognized from it.", null=True)
    has_warning_signs = models.BooleanField("It names the warning signs of its topic.", null=True)
    is_plain = models.BooleanField("A patient understands it at first reading.", null=True)

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision="approved")
                | Q(
                    reviewer__isnull=False,
                    is_accurate=True,
                    is_in_scope=True,
                    is_general=True,
                    is_anonymous=True,
                    is_plain=True,
                )
                & (Q(has_warning_signs__isnull=True) | Q(has_warning_signs=True)),
                name="review_approved_says_yes",
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""),
                name="review_returned_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.revision}"

    @property
    def statements(self) -> list[tuple[str, bool]]:
        """Each sentence of the list that was shown, and whether the reviewer said yes to it."""
        said = ((self._meta.get_field(name), getattr(self, name)) for name in STATEMENTS)
        return [(str(field.verbose_name), value) for field, value in said if value is not None]
