import zoneinfo
from typing import Self
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clinics import opening
from clinics.pictures import PictureField
from clinics.places import Point

validate_state = RegexValidator(
    r"^[A-Z]{2}$", "Write the state as two capital letters, such as OR.", code="state"
)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError with the code "time_zone" for a name that is not a time zone's."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            "Write the zone as in America/Los_Angeles or America/Denver.", code="time_zone"
        )


class ClinicQuerySet(models.QuerySet["Clinic"]):
    def open(self) -> Self:
        """Clinics that the public sees."""
        return self.filter(is_open=True)

    def with_hours(self) -> Self:
        """Read the opening hours of each clinic along with it."""
        return self.prefetch_related("hours")


class Clinic(models.Model):
    """A place where patients are seen."""

    name = models.CharField(max_length=120)
    slug = models.SlugField("last part of its address", max_length=80, unique=True)
    street = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2, validators=[validate_state])
    postal_code = models.CharField("ZIP code", max_length=10)
    phone = models.CharField(max_length=30)
    description = models.TextField(
        max_length=600, blank=True, help_text="Parking, bus, entrance without steps: two sentences."
    )
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Degrees north, such as 45.51223.",
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="Degrees east; negative in America, such as -122.65872.",
    )
    time_zone = models.CharField(
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text="Such as America/Denver. Leave empty where it is the one of the whole group.",
    )
    booking_url = models.URLField(
        "booking page", blank=True, help_text="Where the booking button leads for this clinic."
    )
    picture = PictureField(upload_to="clinics", blank=True)
    picture_alt = models.CharField(
        "what the picture shows", max_length=200, blank=True, help_text="Read aloud to the blind."
    )
    is_open = models.BooleanField(
        "shown to the public", default=True, help_text="Untick instead of deleting a clinic."
    )

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(picture="") | ~Q(picture_alt=""),
                name="clinic_picture_has_alt",
                violation_error_message="Say in words what the picture shows.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="clinic_coordinates_come_together",
                violation_error_message="Give both latitude and longitude, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("clinic-detail", args=[self.slug])

    @property
    def address(self) -> str:
        """The postal address on one line."""
        return f"{self.street}, {self.city}, {self.state} {self.postal_code}"

    @property
    def point(self) -> Point | None:
        """Where it lies, where staff entered that."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(float(self.latitude), float(self.longitude))

    @property
    def directions_url(self) -> str:
        """The address of a map of another site, which leads to the clinic."""
        if self.point:
            to = quote(f";{self.point.latitude},{self.point.longitude}")
            return f"https://www.openstreetmap.org/directions?route={to}"
        return f"https://www.openstreetmap.org/search?query={quote(self.address)}"

    @property
    def week(self) -> list[tuple[str, str]]:
        """Each weekday with its opening times in words; nothing where no hours are known."""
        return opening.week(self.hours.all())

    @property
    def opening_days(self) -> list[tuple[str, str]]:
        """The week on a few lines: days with equal times together, closed days left out."""
        return opening.in_brief(self.week)

    @property
    def open_now(self) -> str:
        """Whether it is open at this moment, in its own time and in words."""
        zone = zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None
        return opening.now_in_words(self.hours.all(), timezone.localtime(timezone=zone))


class OpeningHours(models.Model):
    """One stretch of a weekday in which a clinic is open, in the clinic's local time."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        verbose_name_plural = "opening hours"
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "weekday", "opens"], name="hours_once"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="hours_close_after_opening",
                violation_error_message="Choose a closing time after the opening time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"
