import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from clinics.pictures import PictureField

from .clinics import Clinic, validate_state


class TherapistQuerySet(models.QuerySet["Therapist"]):
    def active(self) -> Self:
        """Therapists that the public sees and that may be chosen."""
        return self.filter(is_active=True)

    def licensed(self, on: dt.date | None = None) -> Self:
        """Active therapists whose license holds on a date (today without one)."""
        return self.active().filter(license_expires_on__gte=on or timezone.localdate())


class Therapist(models.Model):
    """A licensed physical therapist who writes or reviews answers."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="login",
        help_text="Who logs in as this therapist. Leave empty for one who does not.",
    )
    display_name = models.CharField(max_length=120, help_text="As the public reads it.")
    slug = models.SlugField("last part of its address", max_length=80, unique=True)
    credentials = models.CharField(max_length=60, help_text="Such as PT, DPT.")
    license_state = models.CharField(max_length=2, validators=[validate_state])
    license_number = models.CharField(max_length=40, blank=True)
    license_expires_on = models.DateField()
    clinic = models.ForeignKey(
        Clinic, models.PROTECT, null=True, blank=True, related_name="therapists"
    )
    photo = PictureField(upload_to="therapists", blank=True)
    bio = models.TextField(max_length=1500, blank=True, help_text="Two or three plain sentences.")
    is_active = models.BooleanField(
        "works here",
        default=True,
        help_text="Untick when a therapist leaves; what they wrote stays.",
    )

    objects = TherapistQuerySet.as_manager()

    class Meta:
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.name_with_credentials

    def get_absolute_url(self) -> str:
        return reverse("therapist-detail", args=[self.slug])

    @property
    def public_address(self) -> str:
        """Where readers find them; nothing for one who left."""
        return self.get_absolute_url() if self.is_active else ""

    @property
    def open_clinic(self) -> Clinic | None:
        """The clinic where readers may see them."""
        return self.clinic if self.clinic and self.clinic.is_open else None

    @property
    def name_with_credentials(self) -> str:
        return f"{self.display_name}, {self.credentials}"

    def has_current_license(self, on: dt.date | None = None) -> bool:
        """Say whether this active therapist's license holds on a date (today without one)."""
        return self.is_active and self.license_expires_on >= (on or timezone.localdate())
