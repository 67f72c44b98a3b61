import datetime as dt

from django.db import connection, models
from django.utils import timezone

from clinics.models import Clinic

from .answers import Answer


class BookingCountQuerySet(models.QuerySet["BookingCount"]):
    def count_booking(
        self, answer: Answer | None, clinic: Clinic | None, on: dt.date | None = None
    ) -> None:
        """Count that somebody went on to a booking page; who and at what hour is not kept."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO qa_bookingcount (booked_on, answer_id, clinic_id, times)"
                " VALUES (%s, %s, %s, 1) ON CONFLICT (booked_on, answer_id, clinic_id)"
                " DO UPDATE SET times = qa_bookingcount.times + 1",
                [
                    on or timezone.localdate(),
                    answer.pk if answer else None,
                    clinic.pk if clinic else None,
                ],
            )

    def since(self, day: dt.date) -> "BookingCountQuerySet":
        return self.filter(booked_on__gte=day)

    def by_answer_and_clinic(self) -> models.QuerySet["BookingCount", dict]:
        """One row for each answer and clinic with their sum, the largest first."""
        return (
            self.values(
                "answer",
                "clinic",
                title=models.F("answer__live_revision__title"),
                clinic_name=models.F("clinic__name"),
            )
            .annotate(total=models.Sum("times"))
            .order_by("-total", "title", "clinic_name")
        )


class BookingCount(models.Model):
    """How often an answer led to a clinic's booking page on a day.

    Without an answer somebody came from a page of the clinics, without a clinic they went to the
    one booking page of the whole group.
    """

    booked_on = models.DateField()
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="+")
    clinic = models.ForeignKey(Clinic, models.PROTECT, null=True, related_name="+")
    times = models.PositiveIntegerField()

    objects = BookingCountQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["booked_on", "answer", "clinic"],
                name="booking_count_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.times} on {self.booked_on}"
