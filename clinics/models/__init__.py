"""Who we are: the organization, its clinics and its therapists."""

from .clinics import Clinic, OpeningHours, validate_time_zone
from .organization import Organization, OrganizationLink
from .therapists import Therapist

__all__ = [
    "Clinic",
    "OpeningHours",
    "Organization",
    "OrganizationLink",
    "Therapist",
    "validate_time_zone",  # A migration names it.
]
