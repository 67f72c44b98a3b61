"""The private page of a question in a real browser, in each state a question can be in."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from clinics.models import Organization
from qa.models import Addition, AddressChange, Question
from tests import factories
from tests.browser.asking import WORDS
from tests.browser.barriers import overflow, violations
from tests.qa.questions import (
    answered_privately,
    being_answered,
    declined,
    in_review,
    pointed_to,
    published,
    quarantined,
    taken_down,
    withdrawn,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WIDTHS, SCHEMES = [320, 390, 1280], ["light", "dark"]
STATES = {
    "received": factories.question,
    "being answered": being_answered,
    "in review": in_review,
    "published": published,
    "pointed to a page": pointed_to,
    "taken down": taken_down,
    "private": answered_privately,
    "declined": declined,
    "withdrawn": withdrawn,
    "quarantined": quarantined,
}
PAGES = ["add/", "address/", "code/", "keep/", "take-back/", "erase/"]


def enter(page: Page, question: Question) -> None:
    """Come in as the asker, on a device that was not here before."""
    page.goto(question.get_status_url())
    page.get_by_label("Your e-mail address").fill(question.asker_email or "")
    page.get_by_role("button", name="Open my page").click()


def flaws(page: Page) -> list[str]:
    """What is wrong with the page in any width and color scheme."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} {scheme}: {violation}" for violation in violations(page)]
        found += [f"{width}: wider than the window"] if overflow(page) > 0 else []
    return found


@pytest.mark.parametrize("state", STATES)
def test_status_page_has_no_flaw_in_any_state(page: Page, state):
    Organization.objects.update(phone="(503) 555-0140")
    question = STATES[state]()
    question.notices.get_or_create(kind="helped")
    enter(page, question)

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Your private page")
    assert flaws(page) == []


def test_status_page_has_no_flaw_after_the_consent_was_withdrawn(page: Page):
    question = published()
    enter(page, question)
    page.get_by_role("link", name="Do not publish my question").click()
    page.get_by_role("button", name="Do not publish it").click()

    expect(page.get_by_text("Only you can read this answer.")).to_be_visible()
    assert flaws(page) == []


def test_status_page_has_no_flaw_when_it_is_locked(page: Page, complaints):
    question = factories.question()
    page.goto(question.get_status_url())
    for n in range(6):
        page.get_by_label("Your e-mail address").fill(f"kim{n}@example.com")
        page.get_by_role("button", name="Open my page").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Please wait an hour")
    assert flaws(page) == []
    assert all("429" in complaint for complaint in complaints)
    complaints.clear()


def test_erased_page_has_no_flaw(page: Page, complaints):
    enter(page, published())
    page.get_by_role("link", name="Erase everything").click()
    page.get_by_role("button", name="Erase everything").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is erased")
    assert flaws(page) == []
    assert all("410" in complaint for complaint in complaints)
    complaints.clear()


def test_pages_that_change_a_question_have_no_flaw(page: Page):
    question = factories.question()
    Addition.objects.add(question, "It is worse at night.", has_warning_signs=False)
    AddressChange.objects.begin(question, "new@example.com")
    enter(page, question)

    found = {}
    for name in [*PAGES, "/ask/closed/"]:
        page.goto(urljoin(question.get_status_url(), name))
        found[name] = flaws(page)

    assert found == {name: [] for name in [*PAGES, "/ask/closed/"]}


@pytest.mark.parametrize("name", ["add/", "address/", "code/"])
def test_pages_with_an_error_have_no_flaw(page: Page, name):
    question = factories.question()
    AddressChange.objects.begin(question, "new@example.com")
    enter(page, question)
    page.goto(question.get_status_url() + name)
    page.locator("main form button, main form input[type=submit]").last.click()

    expect(page).to_have_title(re.compile("^Error: "))
    assert flaws(page) == []


def test_asker_adds_and_takes_back_by_keyboard_without_javascript(new_context):
    question = factories.question()
    page = new_context(java_script_enabled=False).new_page()
    page.goto(question.get_status_url())
    page.get_by_label("Your e-mail address").focus()
    page.keyboard.type("robin@example.com")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Add something").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What would you like to add?").focus()
    page.keyboard.type("It is worse at night.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is worse at night.")).to_be_visible()
    page.get_by_role("link", name="Take back my question").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take back my question").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("You took your question back")
    question.refresh_from_db()
    assert question.status == "withdrawn"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_closed_page_shows_nothing_on_back(new_context, script):
    page = new_context(java_script_enabled=script).new_page()
    question = factories.question(text="My canary hurts.")
    enter(page, question)
    expect(page.get_by_text("My canary hurts.")).to_be_visible()

    page.get_by_role("button", name="Close on this device").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Closed on this device")
    expect(page.get_by_text("This browser's history still has its address")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your private page")
    expect(page.get_by_text("My canary hurts.")).to_have_count(0)


def add_something(page: Page, question: Question) -> None:
    page.goto(question.get_status_url() + "add/")
    page.get_by_label("What would you like to add?").fill("It is worse at night.")


def without_cookies(page: Page) -> None:
    question = factories.question()
    enter(page, question)
    page.goto(question.get_status_url() + "take-back/")
    page.context.clear_cookies()
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please press the button once more")


def too_late(page: Page) -> None:
    question = factories.question()
    enter(page, question)
    add_something(page, question)
    question.start_answer(factories.therapist())
    page.get_by_role("button", name="Add this").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody has begun with your answer")


def after_too_many_tries(page: Page) -> None:
    question = factories.question()
    enter(page, question)
    add_something(page, question)
    page.context.clear_cookies(name=re.compile("^asker-"))
    page.get_by_role("button", name="Add this").click()
    for _ in range(6):
        page.get_by_label("Your e-mail address").fill("kim@example.com")
        page.get_by_role("button", name="Add this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please wait an hour")


@pytest.mark.parametrize("come", [without_cookies, too_late, after_too_many_tries])
def test_page_that_cannot_do_what_was_asked_has_no_flaw(page, complaints, come):
    Organization.objects.update(phone="(503) 555-0100")

    come(page)

    assert flaws(page) == []
    complaints.clear()  # Chromium notes a 403 or 429.


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def test_asker_opens_the_private_page_and_takes_the_question_back(either_page):
    page = either_page
    question = factories.question(text=WORDS)
    page.goto(question.get_status_url())
    expect(page.get_by_text(WORDS)).not_to_be_visible()
    page.get_by_label("Your e-mail address").fill("robin@example.com")
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_text(WORDS)).to_be_visible()

    page.get_by_role("link", name="Take back my question").click()
    page.get_by_role("button", name="Take back my question").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You took your question back")
    question.refresh_from_db()
    assert question.status == "withdrawn"


@pytest.mark.parametrize(
    "make",
    [factories.question, being_answered, published, answered_privately, declined, withdrawn],
)
def test_private_page_is_accessible_and_fits(phone, make):
    question = make()
    phone.goto(question.get_status_url())
    asking = (violations(phone), overflow(phone))
    phone.get_by_label("Your e-mail address").fill("robin@example.com")
    phone.get_by_role("button", name="Open my page").click()
    expect(phone.get_by_label("Your e-mail address")).to_have_count(0)

    assert asking == ([], 0)
    assert (violations(phone), overflow(phone)) == ([], 0)
