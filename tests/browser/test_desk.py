"""The desk in a real browser: a therapist on a tablet answers a question and loses no word."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from qa.models import Answer, Question, Revision
from tests import factories
from tests.browser.desk import log_in

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABLET = {"width": 820, "height": 1100}
AT_ONCE = 9_000  # milliseconds in which typed words are on the server


@pytest.fixture(autouse=True)
def _jobs(jobs):
    """Mail is not part of these journeys."""


@pytest.fixture
def tablet(page: Page) -> Page:
    page.set_viewport_size(TABLET)
    return page


def somebody(role: str, name: str):
    user = factories.user(role, username=name)
    return factories.therapist(user=user, display_name=name.title())


def own_draft(page: Page, **values) -> Revision:
    revision = factories.draft(author=somebody("therapist", "nadia"), **values)
    log_in(page, "nadia")
    page.goto(f"/admin/qa/revision/{revision.pk}/change/")
    return revision


def test_therapist_answers_in_few_steps(tablet):
    somebody("therapist", "nadia")
    factories.question(text="My knee clicks. Is that bad?", topic=factories.topic(name="Knee"))
    log_in(tablet, "nadia")
    steps = []

    def click(role: str, name: str) -> None:
        steps.append(name)
        tablet.get_by_role(role, name=name).click()

    click("link", "My knee clicks. Is that bad?")
    click("button", "Start the answer")
    click("textbox", "Title")
    tablet.keyboard.type("Is it bad when my knee clicks?")
    click("textbox", "Edited question")
    tablet.keyboard.type("My knee clicks when I squat. Should I worry?")
    click("textbox", "Things to know")
    tablet.keyboard.type("Clicks without pain are common.\nMoving helps.")
    click("textbox", "Answer")
    tablet.keyboard.type("Most clicks are harmless.")
    click("button", "Send for review")

    expect(tablet.get_by_text("is sent for review")).to_be_visible()
    assert (Question.objects.get().status, len(steps)) == ("in_review", 7)


def test_reviewer_publishes_what_was_read(tablet):
    somebody("reviewer", "tom")
    factories.revision_in_review(title="Is it bad when my knee clicks?")
    log_in(tablet, "tom")

    tablet.get_by_role("link", name="Is it bad when my knee clicks?").click()
    expect(tablet.locator("#disclaimer")).to_be_visible()
    for sentence in tablet.locator("#decision").get_by_role("radio", name="Yes").all():
        sentence.check()
    tablet.get_by_role("button", name="Approve and publish").click()

    expect(tablet.get_by_text("The answer is published.")).to_be_visible()
    assert Answer.objects.published().count() == 1


def test_rich_text_becomes_clean_html(tablet):
    revision = own_draft(tablet, body="")
    answer = tablet.get_by_role("textbox", name="Answer")

    answer.click()
    tablet.get_by_title("unordered list", exact=True).click()
    tablet.keyboard.type("Walk daily")
    tablet.get_by_role("button", name="Save draft").click()

    expect(tablet.get_by_text("The draft is saved.")).to_be_visible()
    revision.refresh_from_db()
    assert revision.body == "<ul><li><p>Walk daily</p></li></ul>"


def test_typed_words_save_themselves(tablet):
    revision = own_draft(tablet)

    tablet.get_by_label("Title").fill("Typed and not saved by hand")

    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed and not saved by hand"


def test_typed_words_survive_a_closed_tab(tablet):
    revision = own_draft(tablet)

    tablet.get_by_label("Title").fill("Typed a moment ago")
    tablet.goto("about:blank")
    tablet.goto(f"/admin/qa/revision/{revision.pk}/change/")

    expect(tablet.get_by_label("Title")).to_have_value("Typed a moment ago")


def test_typed_words_survive_an_expired_login(tablet, complaints):
    revision = own_draft(tablet)
    Session.objects.all().delete()

    tablet.get_by_label("Title").fill("Typed while logged out")
    expect(tablet.get_by_text("You are logged out.")).to_be_visible(timeout=AT_ONCE)
    tablet.get_by_role("button", name="Save draft").click()
    expect(tablet.get_by_role("button", name="Log in")).to_be_visible()
    log_in(tablet, "nadia")
    tablet.goto(f"/admin/qa/revision/{revision.pk}/change/")

    expect(tablet.get_by_label("Title")).to_have_value("Typed while logged out")
    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed while logged out"
    complaints.clear()


def test_typed_words_wait_for_a_lost_connection(tablet, complaints):
    revision = own_draft(tablet)
    tablet.context.set_offline(True)

    tablet.get_by_label("Title").fill("Typed in the basement")
    expect(tablet.get_by_text("No connection to the desk.")).to_be_visible(timeout=AT_ONCE)
    tablet.context.set_offline(False)

    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed in the basement"
    complaints.clear()


def test_second_tab_overwrites_nothing(tablet, complaints):
    revision = own_draft(tablet)
    other = tablet.context.new_page()
    other.goto(tablet.url)

    tablet.get_by_label("Title").fill("From the first tab")
    tablet.get_by_role("button", name="Save draft").click()
    expect(tablet.get_by_text("The draft is saved.")).to_be_visible()
    other.get_by_label("Edited question").fill("From the second tab")
    expect(other.get_by_text("Press “Save draft” to see both texts.")).to_be_visible(
        timeout=AT_ONCE
    )
    other.get_by_role("button", name="Save draft").click()

    expect(other.get_by_text("Saved meanwhile:").first).to_be_visible()
    expect(other.get_by_label("Edited question")).to_have_value("From the second tab")
    revision.refresh_from_db()
    assert revision.title == "From the first tab"


def test_browser_keeps_nothing_that_is_saved(tablet):
    own_draft(tablet)

    tablet.get_by_label("Title").fill("Nothing stays behind")
    tablet.get_by_role("button", name="Send for review").click()

    expect(tablet.get_by_text("is sent for review")).to_be_visible()
    tablet.wait_for_load_state()
    assert tablet.evaluate("Object.keys(localStorage)") == []


def pages() -> list[str]:
    """Every page of the desk that a therapist uses."""
    therapist = somebody("reviewer", "tom")
    waiting = factories.question(topic=factories.topic(), clinic=factories.clinic())
    draft = factories.question(text="Being answered?").start_answer(therapist)
    factories.write(draft)
    sent = factories.revision_in_review()
    live = factories.published_answer().live_revision
    return [
        "",
        "qa/question/",
        f"qa/question/{waiting.pk}/change/",
        f"qa/question/{waiting.pk}/answer/",
        f"qa/question/{waiting.pk}/decline/",
        f"qa/question/{waiting.pk}/decline/?reason=not_a_question",
        "qa/revision/",
        f"qa/revision/{draft.pk}/change/",
        f"qa/revision/{draft.pk}/preview/",
        f"qa/revision/{sent.pk}/review/",
        f"qa/revision/{live.pk}/change/",
        "qa/answer/",
        "qa/answer/add/",
        f"qa/answer/{live.answer_id}/change/",
        f"qa/answer/{live.answer_id}/withdraw/",
        "password_change/",
    ]


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_pages_fit(page, width):
    """The fixture fails the test when a page complains."""
    addresses = pages()
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, "tom")
    wide = []
    for address in addresses:
        page.goto(f"/admin/{address}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)

    assert wide == []


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_have_no_barriers(page, complaints, width):
    addresses = pages()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto("/admin/")
    found = {"login": barriers(page)}
    log_in(page, "tom")
    for address in addresses:
        page.goto(f"/admin/{address}", wait_until="networkidle")
        found[address] = barriers(page)

    assert {address: problems for address, problems in found.items() if problems} == {}
    page.goto("about:blank")
    complaints.clear()  # The policy refuses the styles of the checker itself.


def barriers(page: Page) -> list[str]:
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [violation["id"] for violation in results.response["violations"]]
