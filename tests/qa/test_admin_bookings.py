import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from qa.models import BookingCount
from tests import factories
from tests.desk import log_in_manager

pytestmark = pytest.mark.django_db

PAGE = "/admin/qa/bookingcount/"


def rows(response) -> list[list[str]]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [
        [cell.get_text(strip=True) for cell in row.select("td")] for row in soup.select("tbody tr")
    ]


def test_manager_sees_bookings_by_answer_and_clinic(client):
    clinic = factories.clinic(name="Riverside")
    answer = factories.published_answer(title="Why?")
    today = timezone.localdate()
    count = BookingCount.objects.count_booking
    for days_ago in (0, 0, 5, 60):
        count(answer, clinic, today - dt.timedelta(days=days_ago))
    count(None, None, today)
    log_in_manager(client)

    assert rows(client.get(PAGE)) == [
        ["Why?", "Riverside", "3"],
        ["A page about our clinics", "The booking page of all clinics", "1"],
    ]
    assert rows(client.get(PAGE, {"days": "90"}))[0] == ["Why?", "Riverside", "4"]


def test_withdrawn_answer_keeps_its_bookings(client):
    answer = factories.published_answer()
    BookingCount.objects.count_booking(answer, None)
    answer.withdraw()
    log_in_manager(client)

    assert rows(client.get(PAGE))[0][0] == "A withdrawn answer"


@pytest.mark.parametrize("days", ["", "7", "x", "\0"])
def test_period_nobody_offers_is_the_shortest(client, days):
    log_in_manager(client)

    assert "in the last 30 days" in client.get(PAGE, {"days": days}).content.decode()
