from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from qa.checks import Identifier

    from .revisions import Revision


class DismissalQuerySet(models.QuerySet["Dismissal"]):
    def keep_reasons(
        self,
        revision: "Revision",
        found: "list[Identifier]",
        reasons: Mapping[str, str],
        by: User,
    ) -> None:
        """Keep why words that were found identify nobody; an empty reason takes that back."""
        for identifier in found:
            reason = reasons.get(identifier.place.digest)
            if reason is None or reason == identifier.reason:
                continue
            own = self.filter(revision=revision, digest=identifier.place.digest)
            if not reason:
                own.delete()
                continue
            said = {"reason": reason[:200], "dismissed_by": by, "dismissed_at": timezone.now()}
            self.update_or_create(
                revision=revision,
                digest=identifier.place.digest,
                defaults={"kind": identifier.place.finding.kind, **said},
            )

    def carry(self, old: "Revision", new: "Revision") -> None:
        """Let a new revision begin with what was said of the same words before."""
        for row in Dismissal.objects.filter(revision=old):
            row.pk, row.revision = None, new
            row.save(force_insert=True)


class Dismissal(models.Model):
    """Why words of a revision that look identifying identify nobody."""

    # The database deletes them with their revision, and lets none go otherwise but in a draft.
    revision = models.ForeignKey("qa.Revision", models.DO_NOTHING, related_name="dismissals")
    kind = models.CharField(max_length=10)
    digest = models.CharField("SHA-256 of kind and words", max_length=64)
    reason = models.CharField(max_length=200)
    dismissed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField()

    objects = DismissalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "digest"], name="dismissal_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="dismissal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"
