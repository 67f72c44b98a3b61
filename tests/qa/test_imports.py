import io
import json

import pytest
from django.core.management import call_command

from qa.imports import BATCH, import_lines
from qa.models import Answer, Recall, Revision
from qa.search import search
from tests import factories
from tests.qa.import_file import LINE, OTHER, another_file, lines

pytestmark = pytest.mark.django_db


def test_import_publishes_and_marks_the_answer_as_imported(client):
    import_lines(lines({}))

    page = client.get("/answers/why-does-my-knee-click/").content.decode()

    assert ("Moved here from our earlier site" in page, "<script>alert" in page) == (True, False)


def test_import_leaves_out_the_characters_that_nobody_types():
    import_lines(
        lines(
            {
                "title": "Why does my\x0b knee click?",
                "question": "It\x01 clicks.\r\nWhy?",
                "body_html": "<p>Knees\x01 click&#x7f;.</p>",
                "key_points": ["Clicks\x1f are\0 common.", "\x02"],
            }
        )
    )

    live = Answer.objects.get().live_revision
    assert (live.title, live.edited_question, live.key_points, live.body) == (
        "Why does my knee click?",
        "It clicks.\nWhy?",
        ["Clicks are common."],
        "<p>Knees click.</p>",
    )


def test_import_keeps_the_day_the_topic_and_what_needs_review():
    import_lines(lines({}))

    answer = Answer.objects.get()
    assert (
        answer.published_at.date().isoformat(),
        [topic.name for topic in answer.topics.all()],
        list(Answer.objects.due_for_review()),
        answer.live_revision.reviewer,
    ) == ("2024-03-01", ["Knee"], [answer], None)


def test_topic_is_the_same_in_capitals_and_keeps_its_first_spelling():
    factories.topic(name="Hip")

    import_lines(
        lines(
            {"topics": ["knee", "HIP"]},
            {"source_id": "knee-2", "topics": ["Knee", "KNEE", "hip"]},
        )
    )
    import_lines(lines({"source_id": "knee-3", "topics": ["Knee"]}))

    topics = {
        answer.source_id: sorted(topic.name for topic in answer.topics.all())
        for answer in Answer.objects.all()
    }
    assert topics == {"knee-1": ["Hip", "knee"], "knee-2": ["Hip", "knee"], "knee-3": ["knee"]}


def test_import_leaves_an_address_that_an_approval_took_while_it_ran():
    def read():
        factories.published_answer(title=LINE["title"])
        yield from lines({}, {"source_id": "knee-2"})
        moved = factories.published_answer(title=LINE["title"])
        moved.move_to("another-address")
        yield from ["\n"] * (BATCH - 2)
        yield from lines({"source_id": "knee-3"})

    import_lines(read())

    imported = Answer.objects.exclude(source_id=None).order_by("source_id")
    assert [answer.slug.removeprefix("why-does-my-knee-click") for answer in imported] == [
        "-3",
        "-4",
        "-5",
    ]


def test_second_import_of_the_same_file_changes_nothing():
    import_lines(lines({}))

    outcome = import_lines(lines({}))

    assert (outcome.unchanged, outcome.created, outcome.updated, Revision.objects.count()) == (
        1,
        0,
        0,
        1,
    )


def test_corrected_date_is_the_new_day_of_publishing_and_changes_no_words():
    import_lines(lines({}))

    outcome = import_lines(lines({"published_at": "2023-05-09"}))

    answer = Answer.objects.get()
    assert (outcome.updated, outcome.unchanged) == (1, 0)
    assert (answer.published_at.date().isoformat(), answer.revisions.count()) == ("2023-05-09", 1)
    assert import_lines(lines({"published_at": "2023-05-09"})).unchanged == 1


def test_line_without_a_date_leaves_the_day_of_publishing():
    import_lines(lines({}))

    outcome = import_lines(lines({"published_at": ""}))

    day = Answer.objects.get().published_at.date().isoformat()
    assert (outcome.unchanged, day) == (1, "2024-03-01")


def test_changed_line_becomes_a_new_imported_revision():
    import_lines(lines({}))

    outcome = import_lines(lines({"title": "Why do knees click?"}))

    live = Answer.objects.get().live_revision
    assert (outcome.updated, live.title, live.number, live.is_imported) == (
        1,
        "Why do knees click?",
        2,
        True,
    )


def test_replace_takes_down_what_the_file_lacks_and_nothing_written_here():
    own = factories.published_answer()
    import_lines(lines({}, {"source_id": "knee-2"}))

    outcome = import_lines(lines({}), replace=True)

    public = Answer.objects.published().values_list("source_id", flat=True)
    assert (outcome.removed, set(public)) == (1, {"knee-1", own.source_id})


def test_replace_tells_readers_and_copies_that_a_page_is_gone(client):
    import_lines(lines({}))
    Answer.objects.get().move_to("clicks")

    import_lines(another_file(), replace=True)

    addresses = ["/answers/clicks/", "/answers/why-does-my-knee-click/"]
    assert [client.get(address).status_code for address in addresses] == [410, 410]
    assert sorted(Recall.objects.values_list("slug", flat=True)) == [
        "clicks",
        "why-does-my-knee-click",
    ]
    listed = client.get("/answers/").context["answers"]
    assert search("knee").total == 0
    assert [answer.live_revision.title for answer in listed] == [OTHER["title"]]


@pytest.mark.parametrize("change", [{}, {"title": "Do knees click?"}])
def test_page_that_a_file_left_out_comes_back_at_its_address_with_a_later_one(client, change):
    import_lines(lines({}))
    import_lines(another_file(), replace=True)

    outcome = import_lines(lines(change), replace=True)

    page = client.get("/answers/why-does-my-knee-click/")
    title = change.get("title", LINE["title"])
    assert (outcome.updated, outcome.kept, page.status_code) == (1, 0, 200)
    assert ([found.title for found in search(title).answers], title in page.content.decode()) == (
        [title],
        True,
    )
    assert import_lines(lines(change)).unchanged == 1


def test_page_that_somebody_here_took_down_stays_down_when_files_differ():
    import_lines(lines({}))
    Answer.objects.get().withdraw()
    import_lines(another_file(), replace=True)

    outcome = import_lines(lines({"title": "Do knees click?"}))

    assert outcome.kept == 1
    assert not Answer.objects.published().filter(source_id="knee-1").exists()


def test_page_that_somebody_here_took_down_is_told_as_kept_though_its_line_is_the_same():
    import_lines(lines({}))
    Answer.objects.get().withdraw()

    outcome = import_lines(lines({}))

    assert (outcome.kept, outcome.unchanged, outcome.updated) == (1, 0, 0)


def test_page_that_was_left_out_and_is_being_rewritten_here_belongs_to_this_site():
    import_lines(lines({}))
    import_lines(another_file(), replace=True)
    Answer.objects.get(source_id="knee-1").start_revision(factories.therapist())

    outcome = import_lines(lines({}))

    assert outcome.kept == 1
    assert not Answer.objects.published().filter(source_id="knee-1").exists()


def test_import_never_touches_what_was_reviewed_here():
    import_lines(lines({}))
    answer = Answer.objects.get()
    factories.new_words(answer, title="Ours?")

    outcome = import_lines(lines({"title": "Theirs?"}), replace=True)

    answer.refresh_from_db()
    assert (outcome.kept, answer.live_revision.title) == (1, "Ours?")


REFUSED = {
    "not JSON": "{",
    "not an object": "[]",
    "no title": json.dumps({**LINE, "title": " "}),
    "a number as title": json.dumps({**LINE, "title": 7}),
    "a long title": json.dumps({**LINE, "title": "x" * 201}),
    "a date that is none": json.dumps({**LINE, "published_at": "soon"}),
    "a path without a slash": json.dumps({**LINE, "old_path": "x"}),
    "a field that is not known": json.dumps({**LINE, "asker_email": "x"}),
}


@pytest.mark.parametrize("line", REFUSED.values(), ids=REFUSED.keys())
def test_bad_line_is_refused_with_its_number_and_the_rest_goes_in(line):
    outcome = import_lines([line, *lines({"source_id": "good"})])

    assert ([number for number, _ in outcome.refused], outcome.created) == ([1], 1)


def test_same_source_twice_in_a_file_is_refused():
    outcome = import_lines(lines({}, {}))

    assert (outcome.created, len(outcome.refused)) == (1, 1)


@pytest.mark.parametrize("mode", ["search", "similar"])
def test_find_answers_prints_one_line_of_json_a_text(mode, capsys, monkeypatch):
    import_lines(lines({}))
    monkeypatch.setattr("sys.stdin", io.StringIO("knee click\nzebra\n"))

    call_command("find_answers", "--mode", mode, "--stdin")

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["query"], [hit["source_id"] for hit in line["results"]]) for line in found] == [
        ("knee click", ["knee-1"]),
        ("zebra", []),
    ]
