import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

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


def test_old_address_leads_to_the_imported_answer(client):
    import_lines(lines({}))

    response = client.get("/ask/old-knee/")

    assert (response.status_code, response["Location"]) == (301, "/answers/why-does-my-knee-click/")


@pytest.mark.parametrize(
    ("old_path", "asked_for"),
    [
        ("/ask/caf%C3%A9/", "/ask/caf%C3%A9/"),
        ("/ask/café/", "/ask/caf%C3%A9/"),
        ("/ask/caf%E9/", "/ask/caf%E9/"),
        ("/ask/100%/", "/ask/100%25/"),
        ("/answers/old-knee", "/answers/old-knee"),
        ("/topics/old-knee/", "/topics/old-knee/"),
    ],
)
def test_old_address_leads_on_however_it_is_written(client, old_path, asked_for):
    import_lines(lines({"old_path": old_path}))

    response = client.get(asked_for)

    assert (response.status_code, response.get("Location")) == (
        301,
        "/answers/why-does-my-knee-click/",
    )


@pytest.mark.parametrize(
    ("old_path", "reason"),
    [
        ("/ask/?id=12", "end old_path before its ? or #; only a path leads on"),
        ("/ask/old/#12", "end old_path before its ? or #; only a path leads on"),
        ("/ask/%00old/", "write old_path without control characters"),
        ("/", "remove old_path; this site has a page of its own there"),
        ("/answers/", "remove old_path; this site has a page of its own there"),
        ("/answers", "remove old_path; this site has a page of its own there"),
        ("/%61nswers/", "remove old_path; this site has a page of its own there"),
        ("/admin/old/", "remove old_path; this site has a page of its own there"),
        ("/answers/ours/", "remove old_path; this site has a page of its own there"),
        ("/answers/ours", "remove old_path; this site has a page of its own there"),
        ("/answers/before/", "remove old_path; this site has a page of its own there"),
        ("/topics/hip/", "remove old_path; this site has a page of its own there"),
    ],
)
def test_old_address_that_could_never_lead_on_is_refused(old_path, reason):
    ours = factories.published_answer()
    ours.move_to("before")
    ours.move_to("ours")
    factories.topic(slug="hip")

    outcome = import_lines(lines({"old_path": old_path}))

    assert (outcome.refused, outcome.created) == ([(1, reason)], 0)


def test_old_address_leads_to_the_first_of_two_answers_and_the_second_is_refused(client):
    again = {"source_id": "knee-2", "title": "Do knees click?", "old_path": LINE["old_path"]}

    outcomes = [
        import_lines(lines({}, again)),
        import_lines(lines(again)),
        import_lines(lines({}, {**again, "old_path": "/ask/another/"})),
    ]

    reason = "remove old_path; it leads to another answer already"
    assert [outcome.refused for outcome in outcomes] == [[(2, reason)], [(1, reason)], []]
    assert [client.get(path)["Location"] for path in ("/ask/old-knee/", "/ask/another/")] == [
        "/answers/why-does-my-knee-click/",
        "/answers/do-knees-click/",
    ]


def test_old_address_may_be_the_one_that_the_answer_has_here():
    old = {"old_path": "/answers/why-does-my-knee-click/"}

    outcomes = [import_lines(lines(old)) for _ in range(2)]

    assert [(outcome.created, outcome.unchanged) for outcome in outcomes] == [(1, 0), (0, 1)]


def test_old_address_of_a_page_that_was_taken_down_says_so(client):
    import_lines(lines({}))
    Answer.objects.get().withdraw()

    assert client.get("/ask/old-knee/").status_code == 410


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
    revision = factories.write(answer.start_revision(factories.therapist()), title="Ours?")
    revision.send_for_review()
    revision.approve(factories.therapist())

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


def file_of(folder: Path, read: list[str]) -> str:
    file = folder / "answers.jsonl"
    file.write_text("\n".join(read), encoding="utf-8")
    return str(file)


def test_command_says_what_it_did(tmp_path, capsys):
    call_command("import_answers", file_of(tmp_path, lines({})))

    printed = capsys.readouterr()
    assert printed.out == (
        "created 1, updated 0, unchanged 0, removed 0, kept as written here 0, refused 0\n"
    )
    assert printed.err == "Lines read: 1\nRelated answers found for: 1\n"


def test_command_says_what_it_refused_and_that_the_rest_is_in(tmp_path, capsys):
    call_command("import_answers", file_of(tmp_path, [*lines({}), "{"]))

    printed = capsys.readouterr()
    assert "created 1, " in printed.out
    assert printed.err.splitlines()[-2:] == [
        "Line 2 refused: write one JSON object a line; this is none.",
        "Mend the lines that were refused, then import the file again; the others are in.",
    ]


@pytest.mark.parametrize("read", [[], ["\n", "\n"]])
def test_replace_takes_nothing_down_by_a_file_without_an_answer(tmp_path, read):
    import_lines(lines({}))

    with pytest.raises(CommandError, match="it holds no answer"):
        call_command("import_answers", file_of(tmp_path, read), replace=True)

    assert Answer.objects.published().filter(source_id="knee-1").exists()


@pytest.mark.parametrize("refused", ["{", '{"title": "Without a name"}'])
def test_replace_takes_nothing_down_while_a_refused_line_may_be_any(tmp_path, refused, capsys):
    import_lines(lines({}))

    call_command("import_answers", file_of(tmp_path, [*lines(OTHER), refused]), replace=True)

    assert capsys.readouterr().err.endswith("may be any answer: nothing was taken down.\n")
    assert Answer.objects.published().filter(source_id="knee-1").exists()


def test_replace_keeps_the_answer_of_a_refused_line_and_takes_down_what_is_missing(tmp_path):
    import_lines(lines({}, OTHER))

    read = lines({"title": ""}, {"source_id": "hip-9", "old_path": "", "title": "Is a hip stiff?"})
    call_command("import_answers", file_of(tmp_path, read), replace=True)

    published = Answer.objects.published().values_list("source_id", flat=True)
    assert sorted(published) == ["hip-9", "knee-1"]


def test_command_says_that_a_file_is_missing(tmp_path):
    with pytest.raises(CommandError, match="Check the file"):
        call_command("import_answers", str(tmp_path / "none"))


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
