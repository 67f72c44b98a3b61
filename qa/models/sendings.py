import datetime as dt
from typing import Self

from django.db import connection, models
from django.utils import timezone

REMEMBERED_FOR = dt.timedelta(days=1)

_NOTE = """
WITH forgotten AS (DELETE FROM qa_sending WHERE sent_at < %s)
INSERT INTO qa_sending (trace, sent_at) SELECT unnest(%s::text[]), %s
"""


class SendingQuerySet(models.QuerySet["Sending"]):
    def with_trace(self, trace: str, since: dt.datetime) -> Self:
        """Sendings from one place or to one address since a moment."""
        return self.filter(trace=trace, sent_at__gte=since)

    def note(self, traces: list[str], at: dt.datetime) -> None:
        """Note a sending under its traces, and forget what no limit looks at any more."""
        with connection.prepared_cursor() as cursor:
            cursor.execute(_NOTE, [at - REMEMBERED_FOR, traces, at])

    def forgotten(self, at: dt.datetime | None = None) -> Self:
        """Sendings that no limit looks at any more."""
        return self.filter(sent_at__lt=(at or timezone.now()) - REMEMBERED_FOR)


class Sending(models.Model):
    """That somebody sent or pressed something, for a day, by a trace nobody can read back."""

    trace = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SendingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("trace", "sent_at", name="sending_trace_sent"),
            models.Index("sent_at", name="sending_sent"),
        ]

    def __str__(self) -> str:
        return f"Sending {self.pk}"


class WrongTryQuerySet(models.QuerySet["WrongTry"]):
    def count_one(self, trace: str, at: dt.datetime, since: dt.datetime) -> int:
        """Note a try under a trace; return how many it has since a moment, this one included."""
        self.create(trace=trace, tried_at=at)
        return self.filter(trace=trace, tried_at__gte=since).count()

    def forgotten(self, at: dt.datetime | None = None) -> Self:
        """Tries that no limit looks at any more."""
        return self.filter(tried_at__lt=(at or timezone.now()) - REMEMBERED_FOR)


class WrongTry(models.Model):
    """That somebody gave a wrong address to a private page, by a trace nobody can read back."""

    trace = models.CharField(max_length=64)
    tried_at = models.DateTimeField(default=timezone.now)

    objects = WrongTryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("trace", "tried_at", name="wrong_try_trace_tried")]

    def __str__(self) -> str:
        return f"Wrong try {self.pk}"
