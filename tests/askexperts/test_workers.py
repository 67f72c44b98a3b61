"""What readers see of two web processes while answers come and go, and the database too."""

import contextlib
import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.servers import Postgres, Site, Web, postgres, wait_until

WORDS = "My knee hurts when I climb stairs, and I wonder why."
PUBLISH = """
import itertools
from tests import factories
factories._numbers = itertools.count(100 * Answer.objects.count() + 1)
for title in {titles!r}:
    print(factories.published_answer(title=title).get_absolute_url())
"""
WITHDRAW = "Answer.objects.get(slug={slug!r}).withdraw()"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres(tmp_path_factory.mktemp("database")) as database:
        yield database


@pytest.fixture(scope="module")
def site(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(database, tmp_path_factory.mktemp("site"))
    site.manage("migrate", "--verbosity=0")
    return site


@pytest.fixture(scope="module")
def workers(site: Site) -> Iterator[list[Web]]:
    """Two processes that know nothing of each other."""
    with site.web() as one, site.web() as other:
        yield [one, other]


def publish(site: Site, *titles: str) -> list[str]:
    """Publish an answer of each title; return their addresses."""
    return site.shell(PUBLISH.format(titles=titles)).split()


def withdraw(site: Site, path: str) -> None:
    site.shell(WITHDRAW.format(slug=path.split("/")[2]))


def statuses(workers: list[Web], path: str) -> list[int]:
    return [worker.ask(path).status for worker in workers]


def test_approval_and_withdrawal_show_on_every_worker_within_a_second(site, workers):
    statuses(workers, "/answers/")
    [path] = publish(site, "Does it show?")
    assert wait_until(
        lambda: [path.encode() in worker.ask("/answers/").body for worker in workers] == [True] * 2,
        patience=1,
    )
    assert statuses(workers, path) == [200, 200]

    withdraw(site, path)

    assert wait_until(lambda: statuses(workers, path) == [410, 410], patience=1)


def test_pages_read_before_stand_in_while_the_database_is_away(site, workers, database):
    kept, gone, unread = publish(site, "Kept?", "Gone?", "Unread?")
    for path in ("/privacy/", kept, gone):
        statuses(workers, path)
    withdraw(site, gone)
    wait_until(lambda: statuses(workers, gone) == [410, 410])

    database.stop()
    try:
        shown = {path: statuses(workers, path) for path in ("/privacy/", kept, gone, unread)}
        asked = [ask_a_question(worker) for worker in workers]
    finally:
        database.start()

    assert shown == {
        "/privacy/": [200, 200],
        kept: [200, 200],
        gone: [503, 503],
        unread: [503, 503],
    }
    assert [(answer.status, WORDS in answer.body.decode()) for answer in asked] == [(503, True)] * 2
    assert wait_until(lambda: statuses(workers, unread) == [200, 200], patience=10)
    assert statuses(workers, gone) == [410, 410]


def ask_a_question(worker: Web):
    """Send the form as somebody does who has opened it before the database went away."""
    page = worker.ask("/ask/signs/")
    cookie = page.headers.get("Set-Cookie", "").partition(";")[0]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.body.decode())
    form = {"csrfmiddlewaretoken": token[1] if token else "", "text": WORDS}
    return worker.ask(
        "/ask/",
        "POST",
        urlencode(form),
        Cookie=cookie,
        Content_Type="application/x-www-form-urlencoded",
    )


def test_visitor_says_nowhere_where_the_site_begins(workers):
    worker = workers[0]
    claims = {"Host": worker.host, "SCRIPT_NAME": "//elsewhere.example"}
    connection = http.client.HTTPConnection("127.0.0.1", worker.port)

    with contextlib.closing(connection):
        connection.request("GET", "//elsewhere.example/", headers=claims)
        status = connection.getresponse().status

    assert status == 404
    assert b"elsewhere.example" not in worker.ask("/").body
