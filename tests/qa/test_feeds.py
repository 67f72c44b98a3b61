import re

import pytest

from clinics.models import Organization
from qa.imports import import_lines
from tests import factories
from tests.qa import import_file

pytestmark = pytest.mark.django_db


def test_feed_names_who_answered_and_the_organization_for_all(client):
    Organization.objects.update(name="Alder & Stone")
    maya = factories.therapist(display_name="Maya Okafor", credentials="PT, DPT")
    factories.published_answer(title="Ours?", author=maya)
    import_lines(import_file.lines({"title": "Imported?"}))

    feed = client.get("/feed/").content.decode()

    entries = re.findall(r"<entry>.*?</entry>", feed)
    authors = [re.findall(r"<author><name>(.*?)</name></author>", entry) for entry in entries]
    titles = [re.findall(r"<title>(.*?)</title>", entry) for entry in entries]
    assert (titles, authors) == ([["Ours?"], ["Imported?"]], [["Maya Okafor, PT, DPT"], []])
    assert "<author><name>Alder &amp; Stone</name></author>" in feed.partition("<entry>")[0]


def test_feed_is_made_whatever_somebody_pasted_into_a_title(client):
    factories.published_answer(
        title="Why does my knee\x0b hurt?",
        key_points=["Strong hips\x01 help\uffff.", "Rest is fine."],
    )

    feed = client.get("/feed/").content.decode()

    assert "<title>Why does my knee hurt?</title>" in feed
    assert "Strong hips help." in feed
