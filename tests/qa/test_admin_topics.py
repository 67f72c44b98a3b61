import pytest
from django.urls import reverse

from qa.models import Topic
from tests import factories
from tests.desk import log_in_manager

pytestmark = pytest.mark.django_db


def test_topic_is_added(client):
    log_in_manager(client)

    client.post(
        reverse("admin:qa_topic_add"),
        {"name": "Pelvic floor", "slug": "pelvic-floor", "position": 3},
    )

    assert Topic.objects.get().slug == "pelvic-floor"


def test_topic_keeps_its_address(client):
    log_in_manager(client)
    topic = factories.topic(slug="knee")

    client.post(
        reverse("admin:qa_topic_change", args=[topic.pk]),
        {"name": "Knees", "slug": "knees", "position": 0},
    )

    topic.refresh_from_db()
    assert (topic.name, topic.slug) == ("Knees", "knee")


def test_topic_in_use_is_not_deleted_and_says_why(client):
    log_in_manager(client)
    topic = factories.topic()
    factories.published_answer(topics=[topic])
    address = reverse("admin:qa_topic_delete", args=[topic.pk])

    shown = client.get(address).content.decode()
    client.post(address, {"post": "yes"})

    assert "It is still in use" in shown
    assert Topic.objects.filter(pk=topic.pk).exists()
