import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.desk import log_in_manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(client):
    log_in_manager(client)
    created_at = timezone.now() - dt.timedelta(days=4)
    return factories.question().notices.create(kind="received", created_at=created_at)


def test_letter_that_could_not_be_sent_is_what_the_list_shows_first(client, late):
    factories.question().notices.create(kind="received")

    listed = client.get(reverse("admin:qa_notice_changelist")).context["cl"].queryset

    assert list(listed) == [late]


def test_another_try_defers_the_letter_once_more(client, late, jobs):
    client.post(reverse("admin:qa_notice_retry", args=[late.pk]))

    assert [(job["task_name"], job["args"]) for job in jobs.values()] == [
        ("send_notice", {"question_id": late.question_id, "kind": "received"})
    ]


def test_letters_do_not_show_who_asked(client, late):
    content = client.get(reverse("admin:qa_notice_change", args=[late.pk])).content.decode()

    assert ("robin" in content.lower(), "Try again now" in content) == (False, True)
