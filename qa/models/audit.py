"""Who did what at the desk, and when: rows that are written once and never changed."""

import datetime as dt
from typing import Self

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils import timezone

from .audit_words import STEPS

KEPT_FOR_YEARS = 6  # 45 CFR 164.316(b)(2)(i)


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, obj: models.Model) -> Self:
        return self.filter(object_kind=obj._meta.label_lower, object_key=str(obj.pk))

    def changes(self) -> Self:
        """What changed something, without looks and refusals."""
        kind = AuditEntry.Kind
        return self.filter(kind__in=[kind.ADDED, kind.CHANGED, kind.DELETED])

    def outlived(self, at: dt.datetime | None = None) -> Self:
        """Rows that need not be kept any longer: the only ones the database lets go."""
        moment = at or timezone.now()
        return self.filter(at__lt=moment - relativedelta(years=KEPT_FOR_YEARS))


class AuditEntry(models.Model):
    """One act of one person at the desk, by names and numbers only: no word that somebody typed."""

    class Kind(models.TextChoices):
        LOOKED = "looked", "Looked at"
        SEARCHED = "searched", "Searched"
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"
        EXPORTED = "exported", "Exported"
        TRIED = "tried", "Tried, nothing changed"
        REFUSED = "refused", "Refused"
        LOGGED_IN = "logged_in", "Logged in"
        LOGIN_FAILED = "login_failed", "Login failed"
        LOCKED_OUT = "locked_out", "Locked out"
        LOGGED_OUT = "logged_out", "Logged out"

    at = models.DateTimeField(default=timezone.now)
    # Nobody, where somebody who is not known tried to log in.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    page = models.CharField(max_length=100, help_text="The name of the page's address.")
    object_kind = models.CharField(max_length=100, blank=True)
    object_key = models.CharField(max_length=64, blank=True)
    # Labels of changed fields, or the private questions shown beside the object.
    fields = models.CharField("details", max_length=500, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index("at", name="audit_at"),
            models.Index("person", "at", name="audit_person_at"),
            models.Index("kind", "at", name="audit_kind_at"),
            models.Index("object_kind", "object_key", "at", name="audit_object_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, entry {self.pk}"

    @property
    def act(self) -> str:
        """Say what was done in the words of the desk."""
        step = self.page.removeprefix(f"{self.object_kind.replace('.', '_')}_")
        known = STEPS.get(step)
        if known and known.act:
            return known.act
        return f"{self.get_kind_display()} ({step.replace('_', ' ')})"


def record(
    kind: AuditEntry.Kind,
    *,
    person: User | AnonymousUser | None,
    page: str,
    object_kind: str = "",
    object_key: object = "",
    fields: str = "",
) -> None:
    """Write one row: the only door into the audit.

    `page` and `fields` come from the code, never from what somebody typed.
    """
    AuditEntry.objects.create(
        kind=kind,
        person=person if person and person.is_authenticated else None,
        page=page,
        object_kind=object_kind,
        object_key=str(object_key)[:64],
        fields=fields[:500],
    )
