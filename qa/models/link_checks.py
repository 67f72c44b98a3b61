import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

FRESH = dt.timedelta(days=1)


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
