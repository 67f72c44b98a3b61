import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from clinics.models import OpeningHours, Organization, OrganizationLink, Therapist
from tests import factories

pytestmark = pytest.mark.django_db


def test_organization_exists_from_the_start():
    assert Organization.objects.count() == 1


def test_database_refuses_a_second_organization():
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(id=2, name="Another group")


def test_organization_and_its_links_take_two_statements(django_assert_num_queries):
    organization = Organization.objects.get()
    for place in OrganizationLink.Place:
        OrganizationLink.objects.create(
            organization=organization, place=place, label=f"In {place}", url="/clinics/"
        )

    with django_assert_num_queries(2):
        organization = Organization.objects.with_links()
        labels = [str(x) for x in [*organization.header_links, *organization.footer_links]]

    assert labels == ["In header", "In footer"]


@pytest.mark.parametrize(
    ("expires_on", "is_active", "holds"),
    [
        (dt.date(2026, 5, 1), True, True),
        (dt.date(2026, 4, 30), True, False),
        (dt.date(2026, 5, 1), False, False),
    ],
)
def test_license_holds_to_its_last_day_for_active_therapists(expires_on, is_active, holds):
    therapist = factories.therapist(license_expires_on=expires_on, is_active=is_active)
    day = dt.date(2026, 5, 1)

    assert (therapist.has_current_license(day), Therapist.objects.licensed(day).exists()) == (
        holds,
        holds,
    )


IMPOSSIBLE_CLINICS = {
    "picture without words": {"picture": "clinics/x-1x1.webp"},
    "latitude alone": {"latitude": 45},
}


@pytest.mark.parametrize("values", IMPOSSIBLE_CLINICS.values(), ids=IMPOSSIBLE_CLINICS.keys())
def test_database_refuses_impossible_clinic(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.clinic(**values)


def test_database_refuses_to_close_before_opening():
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(
            clinic=factories.clinic(), weekday=0, opens=dt.time(17), closes=dt.time(8)
        )


def test_deleting_the_login_of_a_therapist_is_refused():
    therapist = factories.therapist(user=factories.user())

    with pytest.raises(ProtectedError):
        therapist.user.delete()


def test_deleting_the_clinic_of_a_therapist_is_refused():
    therapist = factories.therapist(clinic=factories.clinic())

    with pytest.raises(ProtectedError):
        therapist.clinic.delete()
