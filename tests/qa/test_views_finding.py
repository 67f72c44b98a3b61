import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from qa.models import Synonym
from tests import factories

pytestmark = pytest.mark.django_db


def found(client, query: str) -> list[str]:
    response = client.get("/search/", {"q": query})
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.get_text(strip=True) for link in soup.select(".answer-row__link")]


def test_search_finds_by_the_words_of_the_title(client):
    factories.published_answer(title="Is yoga good for stiff hips?")
    factories.published_answer(title="Should I run on sand?", body="<p>Softly.</p>")

    assert found(client, "yoga") == ["Is yoga good for stiff hips?"]


@pytest.mark.parametrize("number", ["0", "-1", "two", "²", "9" * 4301])
def test_page_that_is_no_number_is_the_first(client, number):
    factories.published_answer(title="Is yoga good for stiff hips?")

    soup = BeautifulSoup(
        client.get("/search/", {"q": "yoga", "page": number}).content, "html.parser"
    )

    titles = [link.get_text(strip=True) for link in soup.select(".answer-row__link")]
    assert titles == ["Is yoga good for stiff hips?"]


def topics_offered(client, query: str) -> tuple[str, list[str]]:
    soup = BeautifulSoup(client.get("/search/", {"q": query}).content, "html.parser")
    names = [tile.get_text(strip=True) for tile in soup.select(".topic-tile__name")]
    return soup.select_one("#topics-heading").get_text(strip=True), names


def test_search_without_result_leads_to_the_form_with_the_words(client):
    factories.published_answer(topics=[factories.topic(name="Knee")])

    soup = BeautifulSoup(client.get("/search/?q=zzzz").content, "html.parser")

    assert (
        soup.select_one(".ask-on form")["action"],
        soup.select_one(".ask-on [name=text]")["value"],
    ) == (reverse("question-begin"), "zzzz")


def a_few_topics() -> None:
    Synonym.objects.get_or_create(lay="funny bone", clinical="elbow")
    topics = [
        factories.topic(name="Knee", position=1),
        factories.topic(name="Elbow", position=2, warning_signs="Fever."),
        factories.topic(name="Shoulder", position=3, description="Lifting and sleeping."),
    ]
    factories.published_answer(topics=topics, title="Is it fine?", edited_question="Is it?")
    factories.topic(name="Fever")  # nobody has answered under it


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("elbows", "Elbow"),
        ("my funny bone", "Elbow"),
        ("fever", "Elbow"),
        ("lifted", "Shoulder"),
        ("shouldrrbladde", "Shoulder"),
    ],
)
def test_search_without_result_shows_the_nearest_topics(client, query, topic):
    a_few_topics()

    assert topics_offered(client, query) == ("The nearest topics", [topic])


def test_search_without_result_shows_the_nearest_topic_first(client):
    a_few_topics()

    assert topics_offered(client, "sleeping on a shoulder, elbow")[1] == ["Shoulder", "Elbow"]


def test_search_that_is_near_to_no_topic_shows_all_that_have_answers(client):
    a_few_topics()

    assert topics_offered(client, "zzzz") == ("Look by topic", ["Knee", "Elbow", "Shoulder"])


@pytest.mark.parametrize(
    "query",
    ["", "   ", "\0", "'", '"', "&|!:*()", "-", "a" * 5000, "😀", "שלום", "%", "<script>", "\\"],
)
def test_search_takes_whatever_is_typed(client, query):
    factories.published_answer()

    assert client.get("/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "\0", "9" * 30, "²"])
def test_search_takes_whatever_page_is_asked_for(client, number):
    assert client.get("/search/", {"q": "knee", "page": number}).status_code == 200


def test_search_escapes_what_is_typed(client):
    soup = BeautifulSoup(
        client.get("/search/", {"q": "<script>alert(1)</script>"}).content, "html.parser"
    )

    assert soup.select("main script") == []


def test_search_pages_are_not_for_search_engines(client):
    assert client.get("/search/?q=knee")["X-Robots-Tag"] == "noindex"
