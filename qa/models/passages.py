from typing import Self

from django.db import models
from django.db.models import Q

from clinics.models import Therapist
from qa.rich_text import RichTextField, blocks, shown


class PassageQuerySet(models.QuerySet["Passage"]):
    def shared(self) -> Self:
        """Passages that everybody may use."""
        return self.filter(owner__isnull=True)

    def for_therapist(self, therapist: Therapist | None) -> Self:
        """What a therapist may use: their own passages first, then the shared ones."""
        mine = (
            self.filter(Q(owner__isnull=True) | Q(owner=therapist)) if therapist else self.shared()
        )
        return mine.order_by(models.F("owner").asc(nulls_last=True), "title")


class Passage(models.Model):
    """Words that a therapist uses again and again, one's own or shared by all."""

    title = models.CharField(
        max_length=80, help_text="What it is for, such as “When to see someone in person”."
    )
    body = RichTextField("words")
    owner = models.ForeignKey(
        Therapist, models.PROTECT, null=True, blank=True, editable=False, related_name="passages"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        permissions = [("share_passage", "Can keep the passages that everybody uses")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                nulls_distinct=False,
                name="passage_title_once",
                violation_error_message="Choose another title; there is a passage of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None

    @property
    def parts(self) -> list:
        """The paragraphs and lists of the passage, each as HTML that is safe to print."""
        return [shown(block) for block in blocks(self.body)]
