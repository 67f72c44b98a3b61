"""Copies in front of the site; with the real nginx they are in tests/askexperts/test_nginx.py."""

import contextlib
import datetime as dt
import socket

import pytest
from django.utils import timezone

from qa.models import Recall
from qa.recalls import recall_pages
from qa.tasks import recall_pages as every_minute
from tests import factories
from tests.database import tables_holding
from tests.servers import free_port

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def noted() -> list[str]:
    return sorted(Recall.objects.values_list("slug", flat=True))


def test_page_that_is_taken_down_is_noted_with_its_former_addresses():
    answer = factories.published_answer(title="Does it click?")
    answer.move_to("clicks")

    answer.withdraw()

    assert noted() == ["clicks", "does-it-click"]


def test_note_of_an_erased_page_is_readable_in_no_table():
    question = factories.question()
    draft = factories.write(question.start_answer(factories.therapist()), title="Canarytitle?")
    draft.send_for_review()
    draft.approve(factories.therapist())

    question.erase(is_asked_for=True)

    assert (noted(), tables_holding("canary")) == (["canarytitle"], {})


def test_site_that_cannot_be_reached_is_asked_again_for_fifteen_minutes(settings, caplog):
    settings.SITE_URL = f"http://localhost:{free_port()}"
    answer = factories.published_answer(title="Does it click?")
    answer.withdraw(NOW)

    kept = []
    for minutes in (1, 14, 16, 17):
        every_minute(timestamp=int((NOW + dt.timedelta(minutes=minutes)).timestamp()))
        kept.append(noted())

    assert kept == [["does-it-click"], ["does-it-click"], [], []]
    warned = [record.getMessage() for record in caplog.records if record.name == "qa.recalls"]
    assert warned == ["Pages taken down that the site never showed as gone: 1"]


@pytest.mark.parametrize(("seconds", "times"), [(0.5, 1), (0, 0)])
def test_site_that_does_not_answer_is_left_alone_until_the_next_run(settings, seconds, times):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SITE_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for _ in range(3):
            factories.published_answer().withdraw(NOW)

        recall_pages(NOW, seconds)

        silent.setblocking(False)
        asked = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                silent.accept()[0].close()
                asked += 1
    assert (asked, len(noted())) == (times, 3)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_page_is_noted_until_its_address_says_that_it_is_gone(live_server, settings):
    settings.SITE_URL = live_server.url
    factories.published_answer().withdraw()
    Recall.objects.create(slug="says-that-it-never-was", since=NOW)

    recall_pages(NOW)

    assert noted() == ["says-that-it-never-was"]


def test_page_that_came_back_is_not_missed(settings, caplog):
    settings.SITE_URL = f"http://localhost:{free_port()}"
    answer = factories.published_answer(title="Does it click?")
    answer.move_to("clicks")
    answer.withdraw(NOW)
    again = answer.start_revision(factories.therapist(), like=answer.revisions.get())
    again.send_for_review()
    again.approve(factories.therapist())

    recall_pages(NOW + dt.timedelta(minutes=16))

    assert (noted(), caplog.records) == ([], [])
