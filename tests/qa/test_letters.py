import re

import pytest

from clinics.models import Organization
from qa.letters import letter
from qa.models import AddressChange, Notice
from tests import factories

pytestmark = pytest.mark.django_db

KINDS = [kind for kind in Notice.Kind if kind not in Notice.FOR_STAFF]


@pytest.fixture
def notice(settings) -> Notice:
    settings.SITE_URL = "https://ask.example"
    Organization.objects.update(name="Elm & Oak", phone="(503) 555-0100")
    topic = factories.topic(name="Canary topic")
    question = factories.question(
        asker_name="Canary name", text="Canary text", topic=topic, asker_email="kim@example.com"
    )
    AddressChange.objects.begin(question, "kim@example.com")
    notice = question.notices.create(kind="received")
    notice.own_address = "kim@example.com"
    return notice


def whole(message) -> str:
    return message.message().as_string()


def parts(message) -> list[str]:
    return [message.body, message.alternatives[0].content]


@pytest.mark.parametrize("kind", KINDS)
def test_letter_says_nothing_about_the_asker(notice, kind):
    notice.kind = kind

    message = letter(notice)

    assert re.findall("canary", whole(message), re.IGNORECASE) == []
    assert whole(message).count("kim@example.com") == 1
    assert message.to == ["kim@example.com"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", ["pain", "therap", "health", "knee", "injur", "question"])
def test_letter_has_no_word_about_health(notice, kind, word):
    notice.kind = kind

    message = letter(notice)

    words = " ".join([message.subject, *parts(message)]).lower()
    assert word not in words


@pytest.mark.parametrize("kind", Notice.WITH_OWN_ADDRESS)
def test_letter_to_another_address_has_no_link(notice, kind):
    notice.kind, notice.own_address = kind, "kim@example.com"
    token = notice.question.status_token

    assert [part for part in parts(letter(notice)) if token in part or "ask/status" in part] == []


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in {"withdrawn", *Notice.WITH_OWN_ADDRESS}]
)
def test_letter_links_to_the_private_page(notice, kind):
    notice.kind = kind
    address = "https://ask.example" + notice.question.get_status_url()

    text, html = parts(letter(notice))

    assert address in text
    assert f'href="{address}"' in html


@pytest.mark.parametrize("kind", KINDS)
def test_letter_says_where_to_turn_in_an_emergency(notice, kind):
    notice.kind = kind

    for part in parts(letter(notice)):
        assert "call 911" in part
        assert "988" in part
        assert "(503) 555-0100" in part


def test_letter_writes_names_as_they_are(notice):
    text, html = parts(letter(notice))

    assert "Elm & Oak" in text
    assert "Elm &amp; Oak" in html


def test_letter_keeps_its_message_id_for_every_try(notice):
    first, second = letter(notice), letter(notice)

    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.message()["Message-ID"].endswith("@ask.example>")


def test_letters_of_different_kinds_differ_in_message_id(notice):
    received = letter(notice).extra_headers["Message-ID"]
    notice.kind = "withdrawn"

    assert letter(notice).extra_headers["Message-ID"] != received


def test_letter_is_marked_as_automatic(notice):
    assert letter(notice).message()["Auto-Submitted"] == "auto-generated"


@pytest.fixture
def note(settings) -> Notice:
    """A letter to a member of staff about a question."""
    settings.SITE_URL = "https://ask.example"
    question = factories.question(
        asker_name="Canary name", text="Canary text", asker_email="canary@example.com"
    )
    return Notice.objects.create(
        kind="new_question",
        staff=factories.user(email="kim@clinic.example"),
        path=f"/admin/qa/question/{question.pk}/change/",
    )


@pytest.mark.parametrize("kind", Notice.FOR_STAFF)
def test_letter_to_staff_is_a_link_and_nothing_about_health(note, kind):
    note.kind = kind

    message = letter(note)

    words = " ".join([message.subject, *parts(message)]).lower()
    assert message.to == ["kim@clinic.example"]
    assert f"https://ask.example{note.path}" in words
    assert re.findall("canary|pain|therap|health|knee|injur", words) == []


@pytest.mark.parametrize("kind", Notice.FOR_STAFF)
def test_letter_to_staff_says_where_to_choose(note, kind):
    note.kind = kind

    for part in parts(letter(note)):
        assert "https://ask.example/admin/qa/notice/mine/" in part


def test_daily_list_counts_what_is_put_aside_as_spam(note):
    note.kind = Notice.Kind.LATE
    before = letter(note).body
    factories.question(text="Canary text").quarantine()

    after = letter(note).body

    assert ("Put aside as spam" in before, "Put aside as spam: 1." in after) == (False, True)
    assert re.findall("canary|pain|therap|health|knee|injur|question", after.lower()) == [
        "question"  # in the address of the list
    ]
