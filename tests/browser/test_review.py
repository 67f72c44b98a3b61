"""A review by keyboard alone: each stop is seen, none is a trap, each decision is reached."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from qa.models import Review, Revision
from tests import factories
from tests.browser.desk import TABLET, log_in, somebody

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("jobs"),
]

# What is wrong with the place where the keyboard is: nothing around it, or something above it.
UNSEEN = """
    () => {
        const element = document.activeElement;
        const isInside = !element.matches(":focus");  // A part that the browser itself draws.
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const isOn = above && (element.contains(above) || above.contains(element));
        const isIn = box.bottom > 0 && box.top < innerHeight;
        const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return Object.entries({
            unmarked: !(isMarked || isInside), "out of sight": !isIn, covered: !isOn,
        }).filter(([, isSo]) => isSo).map(([word]) => word).join(" and ");
    }
"""


def walk_to(page: Page, goal: Locator, *, at_most: int) -> int:
    """Press Tab until the keyboard is there; every stop on the way has to be in sight."""
    unseen = []
    for steps in range(1, at_most + 1):
        page.keyboard.press("Tab")
        if problem := page.evaluate(UNSEEN):
            here = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            unseen.append(f"{here}: {problem}")
        if goal.evaluate("goal => goal === document.activeElement"):
            assert unseen == []
            return steps
    raise AssertionError(f"not reached within {at_most} stops; unseen: {unseen}")


def open_review(page: Page, revision: Revision) -> None:
    page.set_viewport_size(TABLET)
    log_in(page, "tom")
    walk_to(page, page.get_by_role("link", name=revision.title), at_most=30)
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"Review: {revision.title}")
    walk_to(page, page.get_by_role("link", name="To your decision").first, at_most=12)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your decision")).to_be_in_viewport()


def say(page: Page, *words: str) -> None:
    """Say yes or no to each sentence: one stop each, and an arrow for the other word."""
    for place, word in enumerate(words):
        choice = page.get_by_role("group").get_by_role("radio", name="Yes").nth(place)
        walk_to(page, choice, at_most=3)
        page.keyboard.press("Space")
        if word == "no":
            page.keyboard.press("ArrowRight")


def compared(page: Page) -> None:
    walk_to(page, page.locator("summary", has_text="Compare with the private question"), at_most=3)
    page.keyboard.press("Enter")
    expect(page.get_by_text("My left knee clicks, says Dr. Hale.")).to_be_visible()


@pytest.fixture
def revision() -> Revision:
    """What somebody answered, sent to the reviewers."""
    somebody("reviewer", "tom")
    question = factories.question(text="My left knee clicks, says Dr. Hale.")
    revision = factories.write(question.start_answer(factories.therapist()))
    revision.send_for_review()
    return revision


def test_answer_is_returned_with_a_reason_by_keyboard_alone(page, revision):
    open_review(page, revision)
    compared(page)

    say(page, "yes", "yes", "yes", "no", "yes")
    walk_to(page, page.get_by_label("What should the author change?"), at_most=5)
    page.keyboard.type("Leave the name out.")
    walk_to(page, page.get_by_role("button", name="Return with this reason"), at_most=1)
    page.keyboard.press("Enter")

    expect(
        page.get_by_text("The revision went back to its author with your reason.")
    ).to_be_visible()
    review = Review.objects.get()
    assert (review.decision, review.reason) == ("returned", "Leave the name out.")
    revision.refresh_from_db()
    assert revision.status == "draft"


def test_answer_is_approved_for_a_set_time_by_keyboard_alone(page, revision):
    open_review(page, revision)

    say(page, "yes", "yes", "yes", "yes", "yes")
    walk_to(page, page.locator("summary", has_text="Publish it at a set time"), at_most=2)
    page.keyboard.press("Enter")
    walk_to(page, page.get_by_label("Goes public on"), at_most=1)
    day = timezone.localdate() + dt.timedelta(days=60)
    for part in (f"{day:%m}", f"{day:%d}", f"{day:%Y}", "Tab", "08", "00", "AM"):
        page.keyboard.press(part) if part == "Tab" else page.keyboard.type(part)
    walk_to(page, page.get_by_role("button", name="Approve for this time"), at_most=3)
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"It goes public on {day:%A, %B %-d, %Y}, 8:00 AM")).to_be_visible()
    revision.refresh_from_db()
    assert revision.status == "scheduled"


def test_list_that_is_not_filled_in_takes_the_keyboard_to_what_is_missing(page, revision):
    open_review(page, revision)
    say(page, "yes")

    walk_to(page, page.get_by_role("button", name="Approve and publish now"), at_most=5)
    page.keyboard.press("Enter")

    expect(page).to_have_title(re.compile("^Error: Review: "))
    expect(page.get_by_role("region", name="Your decision")).to_be_focused()
    expect(page.get_by_role("heading", name="Your decision")).to_be_in_viewport()
    error = page.get_by_role("alert")
    expect(error).to_have_text("Say yes or no to each sentence.")
    expect(error).to_be_in_viewport()
    walk_to(page, error.get_by_role("link"), at_most=1)
    page.keyboard.press("Enter")
    say(page, "yes", "yes", "yes", "yes", "yes")
    walk_to(page, page.get_by_role("button", name="Approve and publish now"), at_most=1)
    page.keyboard.press("Enter")

    expect(page.get_by_text("The answer is published.")).to_be_visible()


def test_missing_reason_is_said_where_the_keyboard_is_and_leads_to_its_field(page, revision):
    open_review(page, revision)
    walk_to(page, page.get_by_role("button", name="Return with this reason"), at_most=14)
    page.keyboard.press("Enter")

    expect(page).to_have_title(re.compile("^Error: Review: "))
    link = page.get_by_role("alert").get_by_role("link", name="Say what the author should change.")
    expect(link).to_be_in_viewport()
    walk_to(page, link, at_most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_label("What should the author change?")).to_be_focused()
