"""Which answers are shown beside an answer."""

from django.db import connection, models
from django.db.models import F, Q

from .listed import ANY, ListedAnswer, address_pattern, excerpt
from .published import of_published

RELATED_SHOWN = 3

# One that is both picked and found comes twice.
_RELATED = of_published("""
SELECT a.slug, r.title, r.key_points, r.body
FROM {published} JOIN qa_relatedanswer n ON n.related_id = a.id
WHERE n.answer_id = %s::bigint
ORDER BY n.is_pick DESC, n.position, a.id LIMIT %s
""")


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


def related_answers(answer: int) -> list[ListedAnswer]:
    """Return the published neighbors of an answer: the editor's picks first, then those found."""
    with connection.prepared_cursor() as cursor:
        cursor.execute(_RELATED, [answer, 2 * RELATED_SHOWN])
        rows = cursor.fetchall()
    address = address_pattern()
    listed = [
        ListedAnswer(address.replace(ANY, slug), title, excerpt(key_points, body))
        for slug, title, key_points, body in rows
    ]
    return list(dict.fromkeys(listed))[:RELATED_SHOWN]
