"""Reading pages come from memory, and never longer than they are right."""

import gzip
import re
from collections.abc import Callable

import pytest
from django import urls
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from askexperts.page_cache import middleware
from askexperts.page_cache.copies import Copy
from askexperts.page_cache.pages import READING_PAGES
from clinics.models import Clinic
from qa.models import Answer
from qa.views.reading import AnswerListView, AnswerView
from tests import factories
from tests.askexperts.page_cache import a_whole_site, kept_paths
from tests.public_paths import public_paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("memory")]

READ_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


def reading_paths() -> list[str]:
    """Every address of a page that may be kept."""
    clinics = [clinic.get_absolute_url() for clinic in Clinic.objects.all()]
    return [p for p in [*public_paths(), *clinics] if resolve_name(p) in READING_PAGES]


def resolve_name(path: str) -> str | None:
    return urls.resolve(path.partition("?")[0]).url_name


def test_kept_page_needs_no_statement(client):
    path = a_whole_site().get_absolute_url()
    first = client.get(path)

    with CaptureQueriesContext(connection) as queries:
        second = client.get(path)

    assert (len(queries), second.content) == (0, first.content)


def test_every_kept_page_is_the_page_itself(client, monkeypatch):
    a_whole_site()
    paths = reading_paths()
    kept = {path: [client.get(path).content for _ in range(2)][1] for path in paths}

    monkeypatch.setattr(middleware.copies, "limit", 0)

    assert kept == {path: client.get(path).content for path in paths}


def test_every_reading_page_is_kept_and_nothing_else(client):
    a_whole_site()
    factories.published_answer().withdraw()
    client.force_login(factories.user("manager"))

    for path in [*public_paths(), "/clinics/clinic-0/", "/admin/", "/ask/status/abc/", "/media/x"]:
        client.get(path)
    client.get(Clinic.objects.get().get_absolute_url())

    live = {path for path in reading_paths() if client.get(path).status_code == 200}
    assert kept_paths() == sorted(live)


def test_every_public_address_is_classified():
    """A new page is private to the cache until somebody names it in READING_PAGES."""
    from qa.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} - READING_PAGES.keys() >= {
        "search",
        "book",
        "question-create",
        "question-status",
        "question-received",
        "feedback-create",
    }


def test_every_table_that_a_kept_page_reads_raises_the_version(client):
    a_whole_site()

    with CaptureQueriesContext(connection) as queries:
        for path in reading_paths():
            client.get(path)
    read = {table for query in queries for table in READ_TABLE.findall(query["sql"])}

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'page_change_noted'"
        )
        watched = {name for (name,) in cursor.fetchall()}
    # The words of a live revision never change: another one takes its place in qa_answer.
    assert read - watched == {"qa_revision", "qa_pageversion"}


def test_copy_knows_its_answers_wherever_their_addresses_are(settings):
    """What shows a withdrawn answer is found by these."""
    address = urls.path("asked/<slug:slug>/read", AnswerView.as_view(), name="answer-detail")
    settings.ROOT_URLCONF = (address,)
    page = '<a href="/asked/one/read">1</a> <a href="/answers/no/">2</a> <a href="/asked/two/read">'

    copy = Copy(HttpResponse(page), number=1, before=None, again=lambda: None)

    assert copy.answers == {"one", "two"}


def test_unknown_parameters_reach_no_page_and_fill_nothing(client):
    a_whole_site()
    plain = client.get("/answers/").content

    pages = {client.get(f"/answers/?utm_source={n}&q=private").content for n in range(5)}

    assert (pages, len(middleware.copies._copies)) == ({plain}, 1)


def test_each_page_of_a_list_is_kept_for_itself(client, monkeypatch):
    monkeypatch.setattr(AnswerListView, "paginate_by", 1)
    a_whole_site()

    first, second = client.get("/answers/"), client.get("/answers/?page=2&x=1")
    client.get("/answers/?page=002")

    assert (first.content != second.content, len(middleware.copies._copies)) == (True, 2)


def test_kept_page_is_compressed_once_for_those_who_accept_it(client):
    path = a_whole_site().get_absolute_url()
    plain = client.get(path)

    compressed = client.get(path, headers={"Accept-Encoding": "br, gzip"})
    refused = client.get(path, headers={"Accept-Encoding": "gzip;q=0"})

    assert (
        gzip.decompress(compressed.content),
        compressed["Content-Encoding"],
        compressed["Content-Length"],
        compressed["Vary"],
        refused.has_header("Content-Encoding"),
    ) == (plain.content, "gzip", str(len(compressed.content)), "Accept-Encoding", False)


@pytest.mark.parametrize(
    ("asked", "told"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]
)
def test_reader_who_has_the_page_gets_no_second_one(client, asked, told):
    path = a_whole_site().get_absolute_url()
    first = client.get(path)

    again = client.get(path, headers={asked: first[told]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_head_is_answered_from_the_copy(client):
    path = a_whole_site().get_absolute_url()
    page = client.get(path)

    head = client.head(path)

    assert (head.status_code, head["Content-Length"], head["ETag"]) == (
        200,
        page["Content-Length"],
        page["ETag"],
    )


def test_kept_page_carries_the_security_headers_and_no_cookie(client):
    path = a_whole_site().get_absolute_url()
    client.get(path)

    page = client.get(path)

    assert (
        page["X-Content-Type-Options"],
        page["X-Frame-Options"],
        page["Referrer-Policy"],
        page["Cross-Origin-Resource-Policy"],
        "default-src 'none'" in page["Content-Security-Policy"],
        page["Cache-Control"],
        dict(page.cookies),
    ) == ("nosniff", "DENY", "same-origin", "same-origin", True, "public, no-cache", {})


def with_cookie(response: HttpResponse) -> None:
    response.set_cookie("session", "1")


def with_header(name: str, value: str) -> Callable[[HttpResponse], None]:
    return lambda response: response.headers.__setitem__(name, value)


@pytest.mark.parametrize(
    "spoil",
    [
        with_cookie,
        with_header("Vary", "Accept-Encoding, Cookie"),
        with_header("Cache-Control", "max-age=0, private"),
        with_header("Cache-Control", "no-store"),
        with_header("Content-Security-Policy", "script-src 'nonce-abc'"),
        lambda response: setattr(response, "status_code", 410),
    ],
    ids=["cookie", "session", "private", "no-store", "nonce", "gone"],
)
def test_page_made_for_somebody_is_not_kept(spoil):
    request = RequestFactory().get("/")
    response = HttpResponse("Hello")
    is_kept_before = middleware.may_be_kept(request, response)

    spoil(response)

    assert (is_kept_before, middleware.may_be_kept(request, response)) == (True, False)


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost:1234"])
def test_unusual_spelling_of_the_host_is_not_kept(client, settings, host):
    settings.ALLOWED_HOSTS = ["localhost"]

    assert client.get("/privacy/", headers={"Host": host}).status_code == 200
    assert kept_paths() == []


def test_memory_stays_within_its_limit(client, monkeypatch):
    for _ in range(6):
        factories.published_answer()
    monkeypatch.setattr(middleware.copies, "limit", 80_000)
    paths = [answer.get_absolute_url() for answer in Answer.objects.published()]

    for path in paths:
        client.get(path)

    kept = kept_paths()
    assert (0 < middleware.copies._size <= 80_000, set(kept) < set(paths)) == (True, True)


def test_page_is_made_again_when_it_is_old(client, monkeypatch):
    path = a_whole_site().get_absolute_url()
    client.get(path)
    monkeypatch.setattr("askexperts.page_cache.copies.FRESH_FOR", -1)

    with CaptureQueriesContext(connection) as queries:
        client.get(path)

    assert len(queries) > 0


def test_answer_page_that_is_not_kept_asks_the_database_six_times_at_most(client):
    path = a_whole_site().get_absolute_url()
    middleware.watch.number()

    with CaptureQueriesContext(connection) as queries:
        client.get(path)

    assert len(queries) <= 6


def test_mistake_in_a_page_is_not_hidden_where_there_is_no_copy(client: Client):
    request = HttpRequest()
    request.method, request.path_info = "GET", "/privacy/"
    request.META = {"HTTP_HOST": "testserver", "SERVER_PORT": "80", "SERVER_NAME": "testserver"}

    answer = middleware.PageCache(lambda request: HttpResponse("Sorry", status=500))(request)

    assert (answer.status_code, kept_paths()) == (500, [])
