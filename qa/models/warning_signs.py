from typing import Self

from django.db import models


class WarningSignQuerySet(models.QuerySet["WarningSign"]):
    def shown(self) -> Self:
        """The signs that an asker reads before writing, area by area."""
        return self.filter(is_shown=True)


class WarningSign(models.Model):
    """Something that needs help at once and not an answer in some days."""

    area = models.CharField(
        max_length=60, help_text="The heading under which it stands, such as Back and neck."
    )
    text = models.CharField(
        "sign", max_length=200, help_text="In an asker's own words: what they feel or see."
    )
    source = models.CharField(
        max_length=300, help_text="The guideline or paper that calls it a warning sign."
    )
    approved_on = models.DateField(
        "approved by a clinician on",
        null=True,
        blank=True,
        help_text="Leave empty until a clinician has approved the wording.",
    )
    is_shown = models.BooleanField(
        "shown to askers", default=True, help_text="Untick instead of deleting a sign."
    )
    area_position = models.PositiveSmallIntegerField(
        "order of the area", default=0, help_text="The same number for every sign of an area."
    )
    position = models.PositiveSmallIntegerField("order in the area", default=0)

    objects = WarningSignQuerySet.as_manager()

    class Meta:
        ordering = ["area_position", "area", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "text"], name="warning_sign_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.text}"
