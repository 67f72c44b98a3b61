"""The version of everything that the public sees, which the page cache goes by."""

from django.db import models


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    def number(self) -> int:
        """Return the number in force, 0 before the first change."""
        return self.values_list("number", flat=True).first() or 0


class PageVersion(models.Model):
    """One number that triggers raise with every change of what the public sees.

    It changes in the transaction of the change, whoever makes it. No code writes it.
    """

    CHANNEL = "page_version"  # PostgreSQL tells each new number here.

    number = models.BigIntegerField(editable=False)

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="page_version_is_the_only_one"),
        ]

    def __str__(self) -> str:
        return str(self.number)
