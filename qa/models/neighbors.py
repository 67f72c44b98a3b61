"""Which answers are shown beside an answer."""

from django.db import models
from django.db.models import F, Q

RELATED_SHOWN = 3


class RelatedAnswer(models.Model):
    """A neighbor of an answer: picked by an editor, or found by the scorer at approval."""

    answer = models.ForeignKey("Answer", models.CASCADE, related_name="neighbors")
    related = models.ForeignKey("Answer", models.CASCADE, related_name="neighbors_of")
    is_pick = models.BooleanField("picked by an editor", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "related answer"
        ordering = ["-is_pick", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "related", "is_pick"],
                name="related_answer_once",
                violation_error_message="Choose each related answer once.",
            ),
            models.CheckConstraint(
                condition=~Q(answer=F("related")),
                name="related_answer_is_another",
                violation_error_message="Choose another answer; this is the page itself.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.related)
