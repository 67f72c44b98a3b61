import datetime as dt
import re

import pytest

from qa.sitemaps import AnswerSitemap
from tests import factories

pytestmark = pytest.mark.django_db


def listed(client, path: str = "/sitemap.xml") -> list[str]:
    content = client.get(path).content.decode()
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", content)


def test_sitemap_lists_what_is_published_and_nothing_else(client):
    topic, empty_topic = factories.topic(), factories.topic()
    clinic = factories.clinic()
    factories.clinic(is_open=False)
    author, reviewer = factories.therapist(), factories.therapist()
    answer = factories.published_answer(author=author, reviewer=reviewer, topics=[topic])
    factories.published_answer(author=author, reviewer=reviewer, topics=[empty_topic]).withdraw()
    factories.revision_in_review(author=author, topics=[empty_topic])
    factories.therapist(is_active=False)

    assert sorted(listed(client)) == sorted(
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
            author.get_absolute_url(),
            reviewer.get_absolute_url(),
        ]
    )


def test_every_listed_page_answers(client):
    factories.published_answer(topics=[factories.topic()])
    factories.clinic()

    assert {path: client.get(path).status_code for path in listed(client)} == dict.fromkeys(
        listed(client), 200
    )


def test_parts_of_a_long_sitemap_list_each_page_once(client, monkeypatch):
    answers = [factories.published_answer(topics=[factories.topic()]) for _ in range(5)]
    answers.pop().withdraw()
    whole = listed(client)
    monkeypatch.setattr(AnswerSitemap, "limit", 2)

    parts = listed(client)

    assert [path for path in parts if "answers" in path] == [
        "/sitemap-answers.xml",
        "/sitemap-answers.xml?p=2",
    ]
    assert sorted(path for part in parts for path in listed(client, part)) == sorted(whole)
    assert {answer.get_absolute_url() for answer in answers} < set(whole)


def test_index_says_when_a_part_last_changed(client, monkeypatch):
    factories.published_answer(at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    factories.published_answer(at=dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC))
    monkeypatch.setattr(AnswerSitemap, "limit", 1)

    content = client.get("/sitemap.xml").content.decode()

    assert set(re.findall(r"<lastmod>(.{10})", content)) == {"2026-03-01"}


@pytest.mark.parametrize("path", ["/sitemap-nothing.xml", "/sitemap-answers.xml?p=2"])
def test_part_that_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_robots_names_the_sitemap(client):
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
