import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils import timezone

FRESH = dt.timedelta(days=1)
KEPT_FOR = dt.timedelta(days=30)


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def ask(self, addresses: Iterable[str]) -> "list[LinkCheck]":
        """Return the links to ask now, and remember that they are asked: once a day."""
        now = timezone.now()
        asked: list[LinkCheck] = []
        for address in addresses:
            link, is_new = LinkCheck.objects.get_or_create(
                address=address, defaults={"asked_at": now}
            )
            if is_new or link.asked_at < now - FRESH:
                link.asked_at = now
                link.save(update_fields=["asked_at"])
                asked.append(link)
        return asked

    def forgotten(self, at: dt.datetime) -> Self:
        """Links that nobody had asked for so long that their answer says nothing any more."""
        return self.filter(asked_at__lte=at - KEPT_FOR)

    def without_answer(self, addresses: Iterable[str]) -> "list[LinkCheck]":
        """Return those of the addresses whose page did not answer."""
        silent = LinkCheck.objects.filter(address__in=addresses, is_answering=False)
        return list(silent.order_by("address"))


class LinkCheck(models.Model):
    """Whether the page behind a link of some answer answered when it was last asked."""

    address = models.URLField(max_length=2000, unique=True)
    asked_at = models.DateTimeField()
    is_answering = models.BooleanField(
        null=True, help_text="Empty: not known yet, or it may not be asked from here."
    )

    objects = LinkCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return self.address
