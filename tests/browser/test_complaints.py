"""The browser tests are worth something only while their page hears what goes wrong."""

import pytest

from clinics.models import Organization


@pytest.mark.parametrize(
    ("mischief", "complaint"),
    [
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
        (
            "document.body.setAttribute('style', 'color: red')",
            "Content-Security-Policy: style-src-attr inline",
        ),
        (
            "document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.example/'}))",
            "Content-Security-Policy: img-src https://elsewhere.example/",
        ),
    ],
)
def test_page_hears_a_complaint(page, complaints, mischief, complaint):
    page.goto("/admin/login/")

    page.evaluate(f"() => {{ {mischief} }}")
    page.wait_for_timeout(200)

    assert complaint in complaints
    complaints.clear()


def test_page_hears_a_request_to_another_server(page, complaints):
    page.route("https://elsewhere.example/", lambda route: route.fulfill(body="hello"))

    page.goto("https://elsewhere.example/")

    assert complaints == ["Request to another server: https://elsewhere.example/"]
    complaints.clear()


def test_site_holds_what_the_migrations_wrote(page):
    assert Organization.objects.count() == 1


def test_site_of_the_next_test_holds_it_as_well(page):
    assert Organization.objects.count() == 1
