import json

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from clinics.models import Organization, Therapist
from qa.models import RelatedAnswer
from tests import factories
from tests.structured_data import faults, graph_of

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


def headings(soup: BeautifulSoup) -> list[str]:
    return [words(link) for link in soup.select(".answer-row__link")]


def test_answer_page_has_its_parts_in_order(client):
    clinic = factories.clinic(name="Riverside", phone="(503) 555-0101")
    knee = factories.topic(name="Knee", warning_signs="It is hot and red.")
    answer = factories.published_answer(
        author=factories.therapist(display_name="Maya Okafor", clinic=clinic),
        reviewer=factories.therapist(display_name="Tom Reyes"),
        topics=[knee],
        title="Why does my knee click?",
    )
    neighbor = factories.published_answer(title="Is running bad for me?")
    RelatedAnswer.objects.create(answer=answer, related=neighbor)

    text = words(page(client, answer.get_absolute_url()).main)

    parts = [
        "Home Knee",
        "Why does my knee click?",
        "Answered by Maya Okafor, PT, DPT",
        "Reviewed by Tom Reyes, PT, DPT",
        "Stairs hurt my knee. What helps?",
        "This answer is general information.",
        "Things to know Strong hips help the knee. Pain on stairs is common.",
        "Start with small steps. What helps",
        "When to get help now It is hot and red.",
        "Last reviewed",
        "Next review due",
        "Would you like someone to look at it?",
        "Book physical therapy",
        "Riverside : (503) 555-0101",
        "Was this helpful?",
        "Other Q&A you may be interested in Is running bad for me?",
    ]
    positions = [text.find(part) for part in parts]
    assert (min(positions) >= 0, positions) == (True, sorted(positions))


@pytest.mark.parametrize("part", ["disclaimer", "key-points", "book", "related"])
def test_answer_page_marks_its_parts(client, part):
    answer = factories.published_answer()
    RelatedAnswer.objects.create(answer=answer, related=factories.published_answer())

    assert len(page(client, answer.get_absolute_url()).select(f"#{part}")) == 1


def test_answer_page_shows_its_own_call_to_action_before_the_default(client):
    answer = factories.published_answer(call_to_action_button="Book a knee check")

    button = page(client, answer.get_absolute_url()).select_one("#book .button")

    assert (words(button), button["href"]) == ("Book a knee check", f"/book/?answer={answer.slug}")


def test_answer_page_cleans_the_body_once_more_when_it_is_shown(client):
    answer = factories.published_answer()
    live = answer.live_revision
    live.body = "<p>Fine</p><script>alert(1)</script>"

    assert live.body_shown == "<p>Fine</p>"


def test_answer_page_escapes_what_people_typed(client):
    answer = factories.published_answer(
        title="<script>alert(1)</script>",
        edited_question="<img src=x onerror=alert(1)>",
        key_points=["<b>one</b>", "</script><script>alert(1)</script>"],
    )

    soup = page(client, answer.get_absolute_url())

    scripts = [s.get("type") or s.get("src") for s in soup.select("script")]
    assert (scripts, soup.select("img[onerror], #key-points b")) == (
        ["application/ld+json", "/static/js/feedback.js"],
        [],
    )


def test_structured_data_says_what_the_page_says(client):
    answer = factories.published_answer(title="Why does my knee click?")

    soup = page(client, answer.get_absolute_url())

    graph = json.loads(soup.select_one('script[type="application/ld+json"]').string)["@graph"]
    question = graph[0]["mainEntity"]
    shown = words(soup.select_one(".prose"))
    assert (
        graph[0]["@type"],
        question["name"],
        question["text"],
        " ".join(question["acceptedAnswer"]["text"].split()),
        graph[0]["author"]["name"],
        [item["name"] for item in graph[1]["itemListElement"]],
    ) == (
        "MedicalWebPage",
        words(soup.h1),
        words(soup.select_one(".asked")),
        shown,
        answer.live_revision.author.display_name,
        [words(li) for li in soup.select(".breadcrumb li")],
    )


def test_publisher_of_an_answer_is_described_on_the_home_page(client):
    Organization.objects.update(name="Alder & Stone")
    answer = factories.published_answer()

    graphs = [
        json.loads(page(client, path).select_one('script[type="application/ld+json"]').string)
        for path in (answer.get_absolute_url(), "/")
    ]

    publisher = graphs[0]["@graph"][0]["publisher"]
    (described,) = [node for node in graphs[1]["@graph"] if node["@id"] == publisher["@id"]]
    assert described["name"] == "Alder & Stone"


def test_closed_clinic_and_inactive_therapist_are_not_shown(client):
    clinic = factories.clinic(is_open=False)
    therapist = factories.therapist(is_active=False)

    paths = [clinic.get_absolute_url(), therapist.get_absolute_url()]

    assert [client.get(path).status_code for path in paths] == [404, 404]


def people_in(soup: BeautifulSoup) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return who answered and who reviewed, each with their link: as shown, and as data says."""
    data = json.loads(soup.select_one('script[type="application/ld+json"]').string)["@graph"][0]
    people = [data["author"], data["mainEntity"]["acceptedAnswer"]["author"], data["reviewedBy"]]
    return (
        {words(link): link["href"] for link in soup.select(".byline a")},
        {person["name"]: person.get("url") for person in people},
    )


def test_who_left_is_named_with_the_answer_but_not_linked(client):
    author = factories.therapist(display_name="Maya Okafor")
    reviewer = factories.therapist(display_name="Tom Reyes")
    path = factories.published_answer(author=author, reviewer=reviewer).get_absolute_url()
    before = people_in(page(client, path))

    Therapist.objects.update(is_active=False)

    soup = page(client, path)
    maya, tom = author.get_absolute_url(), reviewer.get_absolute_url()
    assert (before, people_in(soup)) == (
        (
            {"Maya Okafor, PT, DPT": maya, "Tom Reyes, PT, DPT": tom},
            {
                "Maya Okafor": f"http://testserver{maya}",
                "Tom Reyes": f"http://testserver{tom}",
            },
        ),
        ({}, {"Maya Okafor": None, "Tom Reyes": None}),
    )
    assert words(soup.select_one(".byline")) == (
        "Answered by Maya Okafor, PT, DPT Reviewed by Tom Reyes, PT, DPT"
    )
    assert faults(graph_of(soup)) == []


@pytest.mark.parametrize("is_open", [True, False])
def test_clinic_is_on_the_pages_of_its_therapists_while_it_is_open(client, is_open):
    Organization.objects.update(name="Alder & Stone", phone="(503) 555-0100")
    riverside = factories.clinic(
        name="Riverside", city="Bend", phone="(503) 555-0177", is_open=is_open
    )
    author = factories.therapist(clinic=riverside)
    answer = factories.published_answer(author=author)

    pages = [page(client, p.get_absolute_url()) for p in (answer, author)] + [page(client, "/")]

    links = [link["href"] for soup in pages for link in soup.main.select("a[href*=clinics]")]
    named = [[word in words(soup.main) for word in ("Riverside", "Bend", "0177")] for soup in pages]
    printed = words(pages[0].select_one(".print-only")).partition(" · http")[0]
    if is_open:
        assert links == [riverside.get_absolute_url()] * 2
        assert named == [[True, False, True], [True, False, False], [False, True, False]]
        assert printed == "Riverside · (503) 555-0177"
    else:
        assert (links, named) == ([], [[False] * 3] * 3)
        assert printed == "Alder & Stone · (503) 555-0100"


def test_lists_show_the_newest_first(client):
    topic = factories.topic()
    author = factories.therapist()
    older = factories.published_answer(title="Older?", topics=[topic], author=author)
    factories.published_answer(title="Newer?", topics=[topic], author=author)

    paths = ["/", "/answers/", topic.get_absolute_url(), author.get_absolute_url()]

    assert [headings(page(client, path)) for path in paths] == [["Newer?", "Older?"]] * 4
    assert older.is_published


def test_topic_page_shows_only_its_own(client):
    knee, back = factories.topic(), factories.topic()
    factories.published_answer(title="A knee?", topics=[knee])
    factories.published_answer(title="A back?", topics=[back])

    assert headings(page(client, knee.get_absolute_url())) == ["A knee?"]


def test_answer_list_has_pages(client):
    author, reviewer = factories.therapist(), factories.therapist()
    for n in range(21):
        factories.published_answer(author=author, reviewer=reviewer, title=f"Number {n}?")

    assert headings(page(client, "/answers/?page=2")) == ["Number 0?"]


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "%00", "9" * 30])
def test_page_that_does_not_exist_is_not_found(client, number):
    assert client.get(f"/answers/?page={number}").status_code == 404


def test_empty_site_invites_to_ask(client):
    assert [
        client.get(path).status_code for path in ["/", "/answers/", "/topics/", "/clinics/"]
    ] == [200] * 4


def test_home_says_how_soon_askers_hear_from_us(client):
    Organization.objects.update(answer_promise_days=5)

    assert "within 5 business days" in words(page(client, "/").main)


EVERY_KIND_OF_PAGE = [
    "home",
    "answer-list",
    "topic-list",
    "search",
    "clinic-list",
    "book",
    "privacy",
    "question-create",
    "question-received",
]


@pytest.mark.parametrize("name", EVERY_KIND_OF_PAGE)
def test_every_page_offers_search_topics_clinics_asking_phone_and_help(client, name):
    Organization.objects.update(phone="(503) 555-0140")

    soup = page(client, reverse(name))

    links = {link["href"] for link in soup.select("header a, footer a")}
    assert links >= {
        "/search/",
        "/topics/",
        "/clinics/",
        "/ask/",
        "tel:503-555-0140",
        "tel:911",
        "tel:988",
    }


@pytest.mark.parametrize("name", EVERY_KIND_OF_PAGE)
def test_every_page_has_one_first_heading_a_title_and_a_description(client, name):
    soup = page(client, reverse(name))

    description = soup.select_one('meta[name="description"]')["content"]
    assert (len(soup.select("h1")), bool(soup.title.string.strip()), len(description) <= 155) == (
        1,
        True,
        True,
    )


READING_PAGES = ["home", "answer-list", "topic-list", "search", "clinic-list", "book", "privacy"]


@pytest.mark.parametrize("name", READING_PAGES)
def test_reading_sets_no_cookie(client, name):
    response = client.get(reverse(name))

    assert (dict(response.cookies), response.get("Vary", "").find("Cookie")) == ({}, -1)


def test_answer_page_sets_no_cookie(client):
    response = client.get(factories.published_answer().get_absolute_url())

    assert dict(response.cookies) == {}
