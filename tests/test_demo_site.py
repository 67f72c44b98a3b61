"""The demo site as a visitor and a search engine walk through it, from the home page on."""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve
from PIL import Image

from askexperts.indexing import INDEXED
from qa.demo import loader
from qa.models import Answer
from tests.structured_data import faults, graph_of, texts

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
MOST_CLICKS = 3


@dataclass
class Page:
    path: str
    clicks: int
    status: int
    soup: BeautifulSoup
    is_indexed: bool

    @property
    def links(self) -> list[str]:
        return [a["href"] for a in self.soup.select("a[href]")]

    @property
    def title(self) -> str:
        return self.soup.title.get_text(strip=True)

    def meta(self, name: str) -> str:
        tag = self.soup.select_one(f'meta[name="{name}"], meta[property="{name}"]')
        return tag["content"] if tag else ""


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker, tmp_path_factory):
    """Every page that links lead to, by its address."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        loader.load(lambda message: None)
        yield walk_from("/")
        transaction.set_rollback(True)


def walk_from(start: str) -> dict[str, Page]:
    client = Client()
    pages: dict[str, Page] = {}
    waiting = [(start, 0)]
    for path, clicks in waiting:
        if path in pages:
            continue
        pages[path] = page = open_page(client, path, clicks)
        waiting += [(target, clicks + 1) for target in inner_links(page)]
    return pages


def open_page(client: Client, path: str, clicks: int) -> Page:
    response = client.get(path)
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    soup = BeautifulSoup(response.content if is_html else b"", "html.parser")
    is_indexed = "noindex" not in response.headers.get("X-Robots-Tag", "")
    return Page(path, clicks, response.status_code, soup, is_indexed)


def inner_links(page: Page) -> list[str]:
    targets = [urldefrag(urljoin(f"{SITE}{page.path}", link)).url for link in page.links]
    return [target.removeprefix(SITE) for target in targets if target.startswith(f"{SITE}/")]


def indexed(walk: dict[str, Page]) -> list[Page]:
    return [page for page in walk.values() if page.is_indexed and page.status == 200]


def test_no_link_is_broken(walk):
    leads_to_booking = [path for path in walk if resolve_name(path) == "book-clinic"]

    broken = {page.path: page.status for page in walk.values() if page.status != 200}

    assert broken == dict.fromkeys(leads_to_booking, 302)
    assert len(leads_to_booking) > 0


def test_no_link_leads_to_a_place_that_its_page_lacks(walk):
    lost = []
    for page in walk.values():
        for link in page.links:
            url, fragment = urldefrag(urljoin(f"{SITE}{page.path}", link))
            target = walk.get(url.removeprefix(SITE))
            if fragment and target and not target.soup.find(id=fragment):
                lost.append((page.path, link))

    assert lost == []


def test_every_picture_and_file_is_there(walk):
    client = Client()
    named = set()
    for page in walk.values():
        for tag in page.soup.select("img[src], script[src], link[href]:not([rel=canonical])"):
            named.add(tag.get("src") or tag["href"])
            named |= {part.split()[0] for part in tag.get("srcset", "").split(",") if part.strip()}

    missing = [path for path in named if not is_there(client, path)]

    assert missing == []


def is_there(client: Client, path: str) -> bool:
    if path.startswith("/static/"):
        return finders.find(path.removeprefix("/static/")) is not None
    if path.startswith("/media/"):
        return default_storage.exists(path.removeprefix("/media/"))
    return client.get(path).status_code == 200


def test_every_answer_is_few_clicks_from_home(walk):
    answers = {answer.get_absolute_url() for answer in Answer.objects.published()}

    far = [path for path in answers if path not in walk or walk[path].clicks > MOST_CLICKS]

    assert (far, len(answers) > 20) == ([], True)


def test_sitemap_lists_the_indexed_pages_and_nothing_else(walk):
    listed = re.findall(r"<loc>([^<]+)</loc>", Client().get("/sitemap.xml").content.decode())

    expected = {page.path for page in indexed(walk) if "?" not in page.path}

    assert {url.removeprefix(SITE) for url in listed} == expected
    assert len(listed) == len(expected)


def test_header_says_what_the_table_says(walk):
    wrong = [
        page.path
        for page in walk.values()
        if page.is_indexed != (resolve_name(page.path) in INDEXED)
    ]

    assert wrong == []


def resolve_name(path: str) -> str:
    return resolve(urlsplit(path).path).view_name


def test_indexed_pages_have_a_title_and_a_description_of_their_own(walk):
    pages = indexed(walk)
    titles = Counter(page.title for page in pages)
    descriptions = Counter(page.meta("description") for page in pages)

    assert [title for title, times in titles.items() if times > 1] == []
    assert [words for words, times in descriptions.items() if times > 1] == []
    assert [page.path for page in pages if not 5 < len(page.title) <= 60] == []
    assert [page.path for page in pages if not 20 < len(page.meta("description")) <= 155] == []


def test_indexed_pages_name_themselves_as_canonical(walk):
    named = {
        page.path: [link["href"] for link in page.soup.select("link[rel=canonical]")]
        for page in indexed(walk)
    }

    assert named == {path: [f"{SITE}{path}"] for path in named}


def test_pages_that_are_not_indexed_name_nothing_else_as_canonical(walk):
    elsewhere = [
        page.path
        for page in walk.values()
        if not page.is_indexed
        and any(
            link["href"] != f"{SITE}{page.path}" for link in page.soup.select("link[rel=canonical]")
        )
    ]

    assert elsewhere == []


def test_shared_links_show_a_picture_with_words(walk):
    sizes = {}
    for page in indexed(walk):
        if not (address := page.meta("og:image")):
            continue
        assert page.meta("og:image:alt") != ""
        sizes[page.path] = size_of(address.removeprefix(SITE))

    assert set(sizes.values()) == {(1200, 630)}
    assert {path for path in walk if resolve_name(path) == "answer-detail"} <= set(sizes)


def size_of(path: str) -> tuple[int, int]:
    if path.startswith("/static/"):
        with Image.open(finders.find(path.removeprefix("/static/"))) as image:
            return image.size
    with default_storage.open(path.removeprefix("/media/")) as file, Image.open(file) as image:
        return image.size


def test_graphs_keep_to_the_schema(walk):
    found = {page.path: faults(graph_of(page.soup)) for page in walk.values()}

    assert {path: faults for path, faults in found.items() if faults} == {}


def test_graphs_say_what_their_kind_of_page_is_about(walk):
    kinds = {
        "home": {"WebSite", "MedicalOrganization"},
        "answer-detail": {"MedicalWebPage", "BreadcrumbList", "MedicalOrganization"},
        "answer-list": {"CollectionPage", "BreadcrumbList", "MedicalOrganization"},
        "topic-list": {"CollectionPage", "BreadcrumbList", "MedicalOrganization"},
        "topic-detail": {"CollectionPage", "BreadcrumbList", "MedicalOrganization"},
        "clinic-list": {"CollectionPage", "BreadcrumbList", "MedicalOrganization"},
        "clinic-detail": {"MedicalClinic", "BreadcrumbList", "MedicalOrganization"},
        "therapist-detail": {"ProfilePage", "BreadcrumbList", "MedicalOrganization"},
    }

    found = {
        page.path: ({node["@type"] for node in graph_of(page.soup)}, kinds[name])
        for page in walk.values()
        if (name := resolve_name(page.path)) in kinds
    }

    assert {path: pair for path, pair in found.items() if pair[0] != pair[1]} == {}


def test_every_text_of_a_graph_stands_on_its_page(walk):
    unseen = {}
    for page in walk.values():
        shown = " ".join(page.soup.body.get_text(" ").split()) if page.soup.body else ""
        shown = shown.replace(" ,", ",").replace(" .", ".")
        bare = "".join(shown.split())
        missing = [text for text in texts(graph_of(page.soup)) if "".join(text.split()) not in bare]
        if missing:
            unseen[page.path] = missing

    assert unseen == {}


def test_breadcrumb_of_a_graph_is_the_one_on_the_page(walk):
    different = []
    for page in walk.values():
        lists = [n for n in graph_of(page.soup) if n["@type"] == "BreadcrumbList"]
        told = [[item["name"] for item in node["itemListElement"]] for node in lists]
        shown = [li.get_text(strip=True) for li in page.soup.select(".breadcrumb li")]
        if told and told != [shown]:
            different.append((page.path, told, shown))

    assert different == []
