import pytest

from qa.imports import import_lines
from qa.models import Answer
from tests import factories
from tests.qa.import_file import LINE, lines

pytestmark = pytest.mark.django_db


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
