import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup

from clinics.models import Organization
from qa.models import BookingCount
from tests import factories

pytestmark = pytest.mark.django_db

FOLLOWED = {"Sec-Fetch-Site": "same-origin"}
PORTLAND = {"latitude": "45.51720", "longitude": "-122.65110"}
SALEM = {"latitude": "44.93910", "longitude": "-123.02840"}


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def choices(response) -> list[str]:
    return [name.get_text(strip=True) for name in soup_of(response).select("main h3 a")]


def distances(response) -> list[str]:
    found = soup_of(response).select(".clinic-choice__distance")
    return [distance.get_text(strip=True) for distance in found]


def counted() -> list[tuple]:
    return list(BookingCount.objects.values_list("answer", "clinic", "times"))


def two_clinics():
    return (
        factories.clinic(name="Brook", **SALEM),
        factories.clinic(name="Cedar", **PORTLAND),
    )


def test_book_lists_the_open_clinics_by_name(client):
    two_clinics()
    factories.clinic(name="Ash", booking_url="", phone="(503) 555-0199")
    factories.clinic(is_open=False)

    response = client.get("/book/")

    assert choices(response) == ["Ash", "Brook", "Cedar"]
    assert distances(response) == []
    assert soup_of(response).select_one("main article .button")["href"] == "tel:503-555-0199"


@pytest.mark.parametrize(
    "typed", ["97214", "97214-3321", "portland", "Portland, Oregon", "portland or"]
)
def test_nearest_clinic_comes_first_with_its_distance(client, typed):
    two_clinics()

    response = client.post("/book/", {"near": typed})

    assert choices(response) == ["Cedar", "Brook"]
    near, far = distances(response)
    assert (near.split()[-2], far) == ("mile", "About 44 miles southwest") or (
        near == "Less than a mile"
    )


def test_clinic_without_coordinates_is_listed_last(client):
    factories.clinic(name="Ash")
    two_clinics()

    response = client.post("/book/", {"near": "97301"})

    assert choices(response) == ["Brook", "Cedar", "Ash"]
    assert len(distances(response)) == 2


@pytest.mark.parametrize("typed", ["", "zzzz", "00000", "x" * 200, "\0"])
def test_place_nobody_knows_is_asked_for_again_and_the_list_stays(client, typed):
    two_clinics()

    response = client.post("/book/", {"near": typed})

    assert response.status_code == 200
    assert choices(response) == ["Brook", "Cedar"]
    assert soup_of(response).select_one(".error-summary a")["href"] == "#id_near"
    assert soup_of(response).select_one("#id_near").get("value", "") == typed.replace("\0", "")


def test_what_is_typed_stands_in_no_address_and_sets_no_cookie(client):
    two_clinics()

    response = client.post("/book/", {"near": "97214"})

    form = soup_of(response).select_one("main form")
    assert (form["method"], form.get("action")) == ("post", None)
    assert dict(response.cookies) == {}
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_answer_is_carried_along_to_the_booking_page_and_counted(client):
    clinic = factories.clinic()
    answer = factories.published_answer()

    page = soup_of(client.get(f"/book/?answer={answer.slug}"))
    link = page.select_one("main article .button")["href"]
    for _ in range(2):
        assert client.get(link, headers=FOLLOWED)["Location"] == clinic.booking_url

    assert counted() == [(answer.pk, clinic.pk, 2)]


@pytest.mark.parametrize("slug", ["none", "\0", "https://evil.example", "withdrawn"])
def test_answer_nobody_can_read_is_not_counted(client, slug):
    clinic = factories.clinic()
    if slug == "withdrawn":
        answer = factories.published_answer()
        answer.withdraw()
        slug = answer.slug

    client.get(f"/book/{clinic.slug}/", {"answer": slug}, headers=FOLLOWED)

    assert counted() == [(None, clinic.pk, 1)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {**FOLLOWED, "Sec-Purpose": "prefetch"},
    ],
)
def test_program_or_prefetch_is_led_on_and_not_counted(client, headers):
    clinic = factories.clinic()

    response = client.get(f"/book/{clinic.slug}/", headers=headers)

    assert (response["Location"], counted()) == (clinic.booking_url, [])


def test_one_place_is_counted_up_to_its_limit(client, settings):
    settings.PRESSES_AN_HOUR = 2
    clinic = factories.clinic()

    for _ in range(4):
        assert client.get(f"/book/{clinic.slug}/", headers=FOLLOWED).status_code == 302

    assert counted() == [(None, clinic.pk, 2)]


def test_days_are_counted_apart(client):
    clinic = factories.clinic()

    for day in (1, 2):
        with time_machine.travel(dt.datetime(2026, 3, day, 20, tzinfo=dt.UTC)):
            client.get(f"/book/{clinic.slug}/", headers=FOLLOWED)

    assert counted() == [(None, clinic.pk, 1), (None, clinic.pk, 1)]


def test_closed_clinic_leads_nowhere(client):
    clinic = factories.clinic(is_open=False)

    assert client.get(f"/book/{clinic.slug}/", headers=FOLLOWED).status_code == 404


def test_clinic_without_a_booking_page_shows_its_own(client):
    clinic = factories.clinic(booking_url="")

    response = client.get(f"/book/{clinic.slug}/", headers=FOLLOWED)

    assert (response["Location"], counted()) == (clinic.get_absolute_url(), [])


def test_one_booking_page_for_all_clinics_is_gone_to_at_once_and_counted(client):
    Organization.objects.update(booking_url="https://booking.example/all")
    answer = factories.published_answer()

    response = client.get(f"/book/?answer={answer.slug}", headers=FOLLOWED)

    assert response["Location"] == "https://booking.example/all"
    assert counted() == [(answer.pk, None, 1)]


def test_clinic_is_remembered_only_on_request_and_forgotten_again(client):
    _, cedar = two_clinics()
    assert dict(client.get("/book/").cookies) == {}

    kept = client.post(f"/book/{cedar.slug}/keep/", follow=True)
    cookie = client.cookies["clinic"]
    assert choices(kept) == ["Cedar", "Brook"]
    assert (cookie.value, cookie["path"], cookie["httponly"]) == (cedar.slug, "/book/", True)

    forgotten = client.post(f"/book/{cedar.slug}/keep/", {"forget": "yes"}, follow=True)
    assert choices(forgotten) == ["Brook", "Cedar"]


def test_another_site_cannot_choose_a_clinic(client):
    clinic = factories.clinic()

    response = client.post(f"/book/{clinic.slug}/keep/", headers={"Origin": "https://evil.example"})

    assert (response.status_code, dict(response.cookies)) == (403, {})


def test_book_says_whether_a_clinic_is_open_in_its_own_time(client):
    clinic = factories.clinic(time_zone="America/New_York")
    clinic.hours.create(weekday=0, opens="08:00", closes="17:00")

    with time_machine.travel(dt.datetime(2026, 3, 2, 13, 30, tzinfo=dt.UTC)):
        page = soup_of(client.get("/book/"))

    assert "Open now, until 5 pm" in page.select_one("main .facts").get_text()


def test_map_has_a_mark_for_each_clinic_and_the_place(client):
    two_clinics()

    without, with_place = client.get("/book/"), client.post("/book/", {"near": "97214"})

    def marks(response) -> list[int]:
        page = soup_of(response)
        return [len(page.select(f".clinic-map__{kind}")) for kind in ("clinic", "here")]

    assert (marks(without), marks(with_place)) == ([2, 0], [2, 1])
