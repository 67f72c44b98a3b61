import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from clinics.pictures import PictureField

validate_link = RegexValidator(
    r"^(/|https://|tel:|mailto:)",
    "Start the address with / for a page of this site, or with https://, tel: or mailto:.",
    code="link_scheme",
)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def with_links(self) -> "Organization":
        """Return the one organization, its links read along; two statements."""
        return self.prefetch_related("links").get()


class Organization(models.Model):
    """The clinic group itself: its name, phone, default call to action and house rules."""

    name = models.CharField(max_length=120)
    logo = PictureField(
        upload_to="organization", blank=True, help_text="Shown in the header, at most 40 px high."
    )
    phone = models.CharField(
        max_length=30, blank=True, help_text="In the header and footer of every page."
    )
    call_to_action_heading = models.CharField(
        max_length=120, default="Would you like someone to look at it?"
    )
    call_to_action_text = models.TextField(
        max_length=400,
        default="A physical therapist can examine you and make a plan that fits your days.",
        help_text="One or two sentences. Shown on every answer that has no words of its own.",
    )
    call_to_action_button = models.CharField(max_length=60, default="Book physical therapy")
    booking_url = models.URLField(
        "one booking page for all clinics",
        blank=True,
        help_text="Leave empty when every clinic has a booking page of its own.",
    )
    answer_promise_days = models.PositiveSmallIntegerField(
        "business days until an answer",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Within these an asker hears from us; the site says this number.",
    )
    claim_hours = models.PositiveSmallIntegerField(
        "hours a claim lasts",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
        help_text="How long a question is kept for the therapist who claimed it.",
    )
    review_months = models.PositiveSmallIntegerField(
        "months until the next review",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text="How long after an approval an answer is due for its next review.",
    )
    allows_sole_therapist = models.BooleanField(
        "one therapist may approve alone",
        default=False,
        help_text="Only for a group with a single therapist: author and reviewer may be the same.",
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "organization"
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="organization_is_the_only_one",
                violation_error_message="Change the organization that exists; there is only one.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def claim_lasts(self) -> dt.timedelta:
        return dt.timedelta(hours=self.claim_hours)

    def _links_in(self, place: str) -> list["OrganizationLink"]:
        return [link for link in self.links.all() if link.place == place]

    @property
    def header_links(self) -> list["OrganizationLink"]:
        return self._links_in(OrganizationLink.Place.HEADER)

    @property
    def footer_links(self) -> list["OrganizationLink"]:
        return self._links_in(OrganizationLink.Place.FOOTER)


class OrganizationLink(models.Model):
    """A link that the organization shows on every page."""

    class Place(models.TextChoices):
        HEADER = "header", "Header"
        FOOTER = "footer", "Footer"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="links")
    place = models.CharField(max_length=6, choices=Place, default=Place.FOOTER)
    label = models.CharField(max_length=60)
    url = models.CharField("address", max_length=300, validators=[validate_link])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "link"
        ordering = ["place", "position", "id"]

    def __str__(self) -> str:
        return self.label
