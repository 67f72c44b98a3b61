import datetime as dt
import itertools
import json

import pytest
from django.db import connection

from qa.imports import import_lines
from qa.models import SearchCount, Synonym
from qa.models.finding import MOST_TOLD_APART
from qa.search import search, similar
from tests import factories
from tests.qa.import_file import LINE

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    return [answer.title for answer in search(query).answers]


def answer(title: str, **values):
    return factories.published_answer(
        title=title,
        **{
            "edited_question": title,
            "key_points": ["Something.", "Something else."],
            "body": "<p>Words.</p>",
            **values,
        },
    )


def test_search_ranks_a_title_before_a_body():
    answer("Is yoga good for me?", body="<p>Also for a stiff shoulder.</p>")
    answer("Why is my shoulder stiff?")

    assert titles("stiff shoulder") == ["Why is my shoulder stiff?", "Is yoga good for me?"]


def test_search_finds_with_any_of_the_words():
    answer("Why is my shoulder stiff?")

    assert titles("shoulder zebra") == ["Why is my shoulder stiff?"]


def test_search_puts_the_exact_title_first():
    answer("Ankle ankle sprain ankle?", body="<p>ankle ankle sprain</p>")
    answer("Ankle sprain?", body="<p>A long text about many other things and their causes.</p>")

    assert titles("ankle sprain")[0] == "Ankle sprain?"


@pytest.fixture
def many_about_knees():
    """More answers about knee pain than are put in order."""
    titles = [f"Knee pain {name}, knee pain?" for name in itertools.combinations("abcdefgh", 3)]
    said = {"key_points": ["Knee pain."] * 3, "body_html": "<p>Knee pain is knee pain.</p>"}
    rows = [{"source_id": title, "title": title, "question": title, **said} for title in titles]
    import_lines([json.dumps({**LINE, "old_path": "", **row}) for row in rows])


def test_search_finds_the_exact_title_among_many_that_repeat_its_words(many_about_knees):
    answer("Knee pain", edited_question="What now?", body="<p>A text about other things.</p>")

    assert titles("knee pain?")[0] == "Knee pain"


def test_page_says_when_more_was_found_than_the_best(client, many_about_knees):
    assert "The best 50 answers for" in client.get("/search/", {"q": "knee pain"}).text


def test_page_says_how_many_were_found(client):
    answer("Why is my shoulder stiff?")

    assert "1 answer for" in client.get("/search/", {"q": "shoulder"}).text


@pytest.mark.parametrize("typo", ["sholder", "shouldder", "shuolder", "Shoulddr"])
def test_search_corrects_a_slip_against_the_words_of_the_site(typo):
    answer("Why is my shoulder stiff?")

    results = search(f"stiff {typo}")

    assert (results.corrected, results.total) == ("stiff shoulder", 1)


def test_search_leaves_known_words_alone():
    answer("Why is my shoulder stiff?")

    assert search("stiff shoulders").corrected == ""


@pytest.mark.parametrize("query", ["patella", "kneecap"])
def test_search_finds_by_either_synonym(query):
    Synonym.objects.get_or_create(lay="kneecap", clinical="patella")
    answer("Why does my kneecap hurt?")
    answer("What is the patella for?")

    assert set(titles(query)) == {"Why does my kneecap hurt?", "What is the patella for?"}


def test_search_marks_the_words_it_found_and_escapes_the_rest():
    answer("Knees?", key_points=["Strong <b>knees</b> help.", "Two."])

    excerpt = search("knee").answers[0].excerpt

    assert excerpt == "Strong &lt;b&gt;<mark>knees</mark>&lt;/b&gt; help."


def test_search_forgets_a_withdrawn_answer_to_the_last_word():
    answer("Does a xylophone hurt?").withdraw()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM qa_word) + (SELECT count(*) FROM qa_posting)"
            " + (SELECT count(*) FROM qa_lexeme) + (SELECT answer_count FROM qa_corpus)"
        )
        left = cursor.fetchone()[0]

    assert (titles("xylophone"), left) == ([], 0)


def test_search_follows_a_new_revision():
    first = answer("About shoulders?")
    factories.new_words(first, title="About elbows?", edited_question="Elbows?")

    assert (titles("shoulders"), titles("elbows")) == ([], ["About elbows?"])


def test_similar_finds_the_question_in_other_words():
    answer("Why do my knees hurt on stairs?")
    answer("Which pillow is best for a stiff neck?")

    found = similar("hi, going down the stairs my left knee hurts a lot, any advice? thanks")

    assert found[0][0].live_revision.title == "Why do my knees hurt on stairs?"


def kept(**values) -> list[tuple[str, int, int]]:
    rows = SearchCount.objects.filter(**values).order_by("searched_on", "query")
    return list(rows.values_list("query", "times", "found"))


def count(query: str, *days: int) -> None:
    for day in days:
        SearchCount.objects.count_search(query, 0, dt.date(2026, 1, day))


def test_searches_of_a_day_are_counted_together_and_nothing_says_who(client):
    answer("Does a unicycle hurt?")
    for _ in range(3):
        client.get("/search/?q=Unicycle")

    assert kept() == [("unicycle", 3, 1)]


def test_searches_are_counted_by_day():
    SearchCount.objects.count_search("kneecap", 2, dt.date(2026, 1, 1))
    SearchCount.objects.count_search("kneecap", 2, dt.date(2026, 1, 2))

    assert list(SearchCount.objects.values_list("searched_on", "times")) == [
        (dt.date(2026, 1, 2), 1),
        (dt.date(2026, 1, 1), 1),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "ažxylophone",  # no answer knows it
        "jon smyth shoulder",
        "' OR 1=1 -- %s",
        "stiff stiff stiff stiff stiff stiff stiff stiff shoulder",  # long: it tells a story
    ],
)
def test_words_that_may_be_somebodys_own_are_counted_but_not_kept(query):
    answer("Why is my shoulder stiff?")

    count(query, 1, 1, 2)

    assert kept() == [("", 2, 0), ("", 1, 0)]


@pytest.mark.parametrize("query", ["stiff shoulder", "my shoulders are stiff", "patella"])
def test_words_that_answers_or_synonyms_use_are_kept(query):
    answer("Why is my shoulder stiff?")

    count(query, 1)

    assert kept() == [(query, 1, 0)]


def test_words_of_three_different_days_are_kept_for_all_of_them():
    count("xylophone", 1, 1, 2)
    before = kept()

    count("xylophone", 3)

    assert (before, kept()) == (
        [("", 2, 0), ("", 1, 0)],
        [("xylophone", 2, 0), ("xylophone", 1, 0), ("xylophone", 1, 0)],
    )


def fill(day: int) -> None:
    """Count as many different searches as a day tells apart."""
    on = dt.date(2026, 1, day)
    SearchCount.objects.bulk_create(
        SearchCount(searched_on=on, digest=f"{number}", query="", times=1, found=0)
        for number in range(MOST_TOLD_APART)
    )


def test_what_comes_new_on_a_full_day_is_counted_together_without_its_words():
    answer("Why is my shoulder stiff?")
    fill(1)

    count("stiff shoulder", 1, 1)
    count("stiff", 1)

    assert (kept(digest=""), kept(query="stiff")) == ([("", 3, 0)], [])
    assert SearchCount.objects.count() == MOST_TOLD_APART + 1


def test_what_a_day_knew_before_it_was_full_is_told_apart_on():
    answer("Why is my shoulder stiff?")
    count("stiff shoulder", 1)
    fill(1)
    count("stiff", 1)

    count("stiff shoulder", 1, 2)

    assert kept(query="stiff shoulder") == [("stiff shoulder", 2, 0), ("stiff shoulder", 1, 0)]


def test_the_last_search_that_a_day_tells_apart_keeps_its_words():
    answer("Why is my shoulder stiff?")
    fill(1)
    SearchCount.objects.filter(digest="0").delete()

    count("stiff", 1)
    count("stiff shoulder", 1)

    assert kept(query="stiff") == [("stiff", 1, 0)]
    assert kept(digest="") == [("", 1, 0)]


@pytest.mark.parametrize("query", ["robin@example.com", "503 555 0123", "Call Robin Miller"])
def test_what_may_identify_somebody_is_never_kept(query):
    revision = factories.draft(title="Robin Miller 503 555 0123 robin@example.com call?")
    factories.explain(revision, "Nobody real.")
    revision.send_for_review()
    revision.approve(factories.therapist())

    count(query, 1, 2, 3)

    assert kept() == [("", 1, 0), ("", 1, 0), ("", 1, 0)]
