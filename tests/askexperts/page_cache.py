"""What the page cache keeps, and a site for it to keep, for tests of both."""

from askexperts.page_cache import middleware
from clinics.models import OpeningHours, Organization, OrganizationLink
from qa.models import Answer
from tests import factories


def a_whole_site() -> Answer:
    """One published answer with everything that can be shown beside it."""
    clinic = factories.clinic()
    OpeningHours.objects.create(clinic=clinic, weekday=0, opens="08:00", closes="17:00")
    OrganizationLink.objects.create(
        organization=Organization.objects.get(), label="Careers", url="/careers/"
    )
    answer = factories.published_answer(
        author=factories.therapist(clinic=clinic), topics=[factories.topic()]
    )
    answer.pick_related([factories.published_answer()])
    return answer


def kept_paths() -> list[str]:
    return sorted({key[2] for key in middleware.copies._copies})
