import pytest
from django.urls import reverse

from clinics.models import Clinic, Organization, Therapist
from tests import factories
from tests.desk import log_in_manager

pytestmark = pytest.mark.django_db


def inline(prefix: str, **row) -> dict[str, object]:
    """What a formset posts that has at most one new row."""
    rows = {f"{prefix}-0-{name}": value for name, value in row.items()}
    return {f"{prefix}-TOTAL_FORMS": bool(row) * 1, f"{prefix}-INITIAL_FORMS": 0, **rows}


def organization(**values) -> dict[str, object]:
    names = ["name", "call_to_action_heading", "call_to_action_text", "call_to_action_button"]
    current = Organization.objects.get()
    return {
        **{name: getattr(current, name) for name in names},
        "answer_promise_days": 3,
        "claim_hours": 24,
        "review_months": 12,
        **values,
    }


def test_organization_list_is_its_page(client):
    log_in_manager(client)

    response = client.get(reverse("admin:clinics_organization_changelist"))

    assert response.url == reverse("admin:clinics_organization_change", args=[1])


def test_organization_gets_a_link(client):
    log_in_manager(client)

    client.post(
        reverse("admin:clinics_organization_change", args=[1]),
        organization(
            name="Willow Clinics",
            **inline("links", place="header", label="Careers", url="/careers/", position=1),
        ),
    )

    saved = Organization.objects.get()
    assert (saved.name, [link.label for link in saved.header_links]) == (
        "Willow Clinics",
        ["Careers"],
    )


def test_organization_refuses_a_link_that_runs_a_script(client):
    log_in_manager(client)

    response = client.post(
        reverse("admin:clinics_organization_change", args=[1]),
        organization(
            **inline("links", place="header", label="Bad", url="javascript:alert(1)", position=1)
        ),
    )

    assert response.context["errors"] == [
        ["Start the address with / for a page of this site, or with https://, tel: or mailto:."]
    ]


@pytest.mark.parametrize("step", ["add", "delete"])
def test_organization_is_neither_added_nor_deleted(client, step):
    client.force_login(factories.user("manager", is_superuser=True))
    args = [1] if step == "delete" else []

    response = client.post(
        reverse(f"admin:clinics_organization_{step}", args=args), {"post": "yes"}
    )

    assert response.status_code == 403


def test_clinic_gets_opening_hours(client):
    log_in_manager(client)
    clinic = factories.clinic()
    fields = ["name", "street", "city", "state", "postal_code", "phone", "booking_url"]

    client.post(
        reverse("admin:clinics_clinic_change", args=[clinic.pk]),
        {
            **{name: getattr(clinic, name) for name in fields},
            **inline("hours", weekday=0, opens="08:00", closes="17:00"),
        },
    )

    assert [str(hours) for hours in clinic.hours.all()] == ["Monday 08:00 to 17:00"]


def test_clinic_keeps_its_address_on_the_site(client):
    log_in_manager(client)
    clinic = factories.clinic(slug="salem")
    fields = ["name", "street", "city", "state", "postal_code", "phone"]
    posted = {name: getattr(clinic, name) for name in fields} | {"slug": "other"}

    client.post(
        reverse("admin:clinics_clinic_change", args=[clinic.pk]), {**posted, **inline("hours")}
    )

    assert Clinic.objects.get().slug == "salem"


def test_therapist_is_added_with_a_login(client):
    log_in_manager(client)
    user = factories.user("therapist")

    client.post(
        reverse("admin:clinics_therapist_add"),
        {
            "user": user.pk,
            "display_name": "Ines Duarte",
            "slug": "ines-duarte",
            "credentials": "PT, DPT",
            "license_state": "OR",
            "license_expires_on": "2099-12-31",
            "is_active": "on",
        },
    )

    assert Therapist.objects.get().user == user


@pytest.mark.parametrize("model", ["clinic", "therapist"])
def test_people_and_places_are_not_deleted(client, model):
    client.force_login(factories.user("manager", is_superuser=True))
    kept = getattr(factories, model)()

    response = client.post(
        reverse(f"admin:clinics_{model}_delete", args=[kept.pk]), {"post": "yes"}
    )

    assert response.status_code == 403
