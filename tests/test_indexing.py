"""Every public address is in one of the two sets, and unlisted ones are found out."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from askexperts.indexing import INDEXED, NOT_INDEXED
from tests import factories
from tests.public_paths import public_paths


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":  # The desk and its login are listed elsewhere.
                yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_every_public_address_is_classified_once():
    assert set(names(get_resolver().url_patterns)) == INDEXED | NOT_INDEXED
    assert INDEXED.isdisjoint(NOT_INDEXED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/admin/login/", "/nowhere/", "/search/?q=knee", "/book/", "/feed/"]
)
def test_what_is_not_indexed_says_so(client, path):
    assert client.get(path)["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_what_may_be_indexed_is_in_the_sitemap(client):
    """Of addresses as they are; further pages of a list and pictures are found through these."""
    factories.published_answer(topics=[factories.topic()])
    factories.published_answer(topics=[factories.topic()]).withdraw()
    factories.therapist(is_active=False)
    clinics = [factories.clinic(), factories.clinic(is_open=False)]

    paths = [*public_paths(), *(clinic.get_absolute_url() for clinic in clinics)]
    asked = {path: client.get(path) for path in paths}

    said = {path: told.headers.get("X-Robots-Tag") for path, told in asked.items()}
    may_be_indexed = [path for path, word in said.items() if word != "noindex"]
    sitemap = asked["/sitemap.xml"].content.decode()
    listed = re.findall(r"<loc>http://testserver(.*?)</loc>", sitemap)
    assert sorted(may_be_indexed) == sorted(listed)


@pytest.mark.django_db
def test_gone_answer_is_not_indexed_and_a_moved_one_leads_on(client):
    gone, moved = (
        factories.published_answer(title="Gone?"),
        factories.published_answer(title="Old?"),
    )
    gone.withdraw()
    moved.move_to("new")

    responses = [client.get("/answers/gone/"), client.get("/answers/old/")]

    assert [(r.status_code, r.headers.get("X-Robots-Tag")) for r in responses] == [
        (410, "noindex"),
        (301, None),
    ]


@pytest.mark.django_db
def test_robots_keep_no_page_from_being_read_so_that_noindex_is_seen(client):
    lines = client.get(reverse("robots")).content.decode().splitlines()

    assert [line for line in lines if line.startswith("Disallow: /")] == []
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
