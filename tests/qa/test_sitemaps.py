import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def listed(client) -> list[str]:
    content = client.get("/sitemap.xml").content.decode()
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", content)


def test_sitemap_lists_what_is_published_and_nothing_else(client):
    topic, empty_topic = factories.topic(), factories.topic()
    clinic = factories.clinic()
    factories.clinic(is_open=False)
    answer = factories.published_answer(topics=[topic])
    factories.published_answer(topics=[empty_topic]).withdraw()
    factories.revision_in_review(topics=[empty_topic])

    paths = [path for path in listed(client) if "therapists" not in path]

    assert sorted(paths) == sorted(
        [
            "/",
            "/answers/",
            "/topics/",
            "/clinics/",
            "/ask/",
            "/privacy/",
            answer.get_absolute_url(),
            topic.get_absolute_url(),
            clinic.get_absolute_url(),
        ]
    )


def test_every_listed_page_answers(client):
    factories.published_answer(topics=[factories.topic()])
    factories.clinic()

    assert {path: client.get(path).status_code for path in listed(client)} == dict.fromkeys(
        listed(client), 200
    )


def test_robots_names_the_sitemap(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
