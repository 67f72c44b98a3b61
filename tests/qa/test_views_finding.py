import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

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


def test_search_without_result_leads_to_the_form_and_the_topics(client):
    factories.published_answer(topics=[factories.topic(name="Knee")])

    soup = BeautifulSoup(client.get("/search/?q=zzzz").content, "html.parser")

    assert (
        soup.select_one(".ask-on form")["action"],
        soup.select_one(".ask-on [name=text]")["value"],
        [tile.get_text(strip=True) for tile in soup.select(".topic-tile__name")],
    ) == (reverse("question-begin"), "zzzz", ["Knee"])


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
