import pytest
from bs4 import BeautifulSoup

from clinics.models import Organization
from tests import factories

pytestmark = pytest.mark.django_db


def test_book_lists_the_open_clinics_with_their_booking_pages(client):
    factories.clinic(name="Riverside", booking_url="https://booking.example/riverside")
    factories.clinic(is_open=False)

    soup = BeautifulSoup(client.get("/book/?answer=x").content, "html.parser")

    assert [(b.get_text(strip=True), b["href"]) for b in soup.select("main .button")] == [
        ("Book at Riverside", "https://booking.example/riverside")
    ]


def test_book_goes_straight_to_the_one_page_for_all_clinics(client):
    Organization.objects.update(booking_url="https://booking.example/all")

    assert client.get("/book/")["Location"] == "https://booking.example/all"
