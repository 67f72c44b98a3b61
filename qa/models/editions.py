"""Standard wordings in numbered editions: what was once shown to somebody never changes."""

from django.db import models, transaction
from django.db.models import Q


class EditionQuerySet(models.QuerySet):
    def current(self):
        """Return the edition in force. Raises DoesNotExist when there is none."""
        return self.get(is_current=True)

    @transaction.atomic
    def publish(self, text: str):
        """Add the next edition with this text and put it in force; return it."""
        newest = self.select_for_update().order_by("-edition").first()
        self.filter(is_current=True).update(is_current=False)
        return self.create(edition=newest.edition + 1 if newest else 1, text=text, is_current=True)


class Edition(models.Model):
    """A numbered wording; the database lets nobody change its number or text."""

    edition = models.PositiveIntegerField(unique=True)
    text = models.TextField(max_length=2000)
    is_current = models.BooleanField("in force", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="%(class)s_current_once",
                violation_error_message="Only one edition can be in force.",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.edition}"


class Disclaimer(Edition):
    """The standard disclaimer that goes with every answer."""

    class Meta(Edition.Meta):
        pass


class ConsentWording(Edition):
    """What an asker agrees to who lets us publish an edited version of a question."""

    class Meta(Edition.Meta):
        pass
