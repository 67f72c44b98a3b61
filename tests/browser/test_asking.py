"""The asker's journey in a real browser, with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from qa.models import Question
from tests import factories
from tests.qa.test_notifications import (
    answered_privately,
    being_answered,
    declined,
    published,
    withdrawn,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WORDS = "My shoulder clicks when I lift my arm. Should I rest it?"


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def either_page(request, page, new_context):
    """The page as it is with JavaScript and without."""
    if request.param:
        return page
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 800})
    return page


def open_form(page: Page) -> None:
    page.goto("/ask/")
    page.get_by_label("No, none of these").check()
    page.get_by_role("button", name="Continue").click()


def fill_in(page: Page, words: str = WORDS) -> None:
    page.get_by_label("Me", exact=True).check()
    page.get_by_label("Your question").fill(words)
    page.get_by_label("Your e-mail address").fill("robin@example.com")
    page.get_by_label("I am 18 or older.").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my question").click()


def ask(page: Page) -> None:
    open_form(page)
    fill_in(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your question.")


def violations(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    return [found["id"] for found in Axe().run(page, options=options).response["violations"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_question_is_sent(either_page):
    ask(either_page)

    assert [question.text for question in Question.objects.all()] == [WORDS]


def test_question_is_sent_by_keyboard_alone(either_page):
    page = either_page
    open_form(page)
    page.get_by_label("Me", exact=True).focus()

    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    for _ in range(4):  # topic, clinic, name, e-mail address
        page.keyboard.press("Tab")
    page.keyboard.type("robin@example.com")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url("/ask/received/")
    question = Question.objects.get()
    assert (question.text, question.asker_email) == (WORDS, "robin@example.com")
    assert question.may_be_published is True


def test_errors_are_read_first(either_page):
    open_form(either_page)

    send(either_page)

    summary = either_page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    expect(either_page).to_have_title("Error: Ask our experts")


def test_somebody_with_a_sign_is_led_to_help(either_page):
    page = either_page
    page.goto("/ask/")

    page.get_by_label("I am not sure").check()
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Please get help now")
    expect(page.get_by_role("link", name="Call 911")).to_be_visible()


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("Choose who the question is about.", "#id_about_0"),
        ("Write your question.", "#id_text"),
        ("Write your e-mail address, so that we can reach you.", "#id_asker_email"),
        ("Tick the box if you are 18 or older.", "#id_is_adult"),
    ],
)
def test_error_in_the_summary_leads_to_its_field(either_page, message, field):
    open_form(either_page)
    send(either_page)

    either_page.get_by_role("alert").get_by_role("link", name=message).click()

    expect(either_page.locator(field)).to_be_focused()
    expect(either_page.locator(field)).to_be_in_viewport()


def test_errors_keep_every_word(either_page):
    page = either_page
    open_form(page)
    fill_in(page)
    page.get_by_label("Your e-mail address").fill("robin(at)example")

    send(page)

    expect(page.get_by_role("alert")).to_contain_text("such as robin@example.com")
    expect(page.get_by_label("Your question")).to_have_value(WORDS)
    expect(page.get_by_label("Your e-mail address")).to_have_value("robin(at)example")
    expect(page.get_by_label("Me", exact=True)).to_be_checked()
    expect(page.get_by_label("I am 18 or older.")).to_be_checked()


def test_double_click_sends_one_question(either_page):
    open_form(either_page)
    fill_in(either_page)

    either_page.get_by_role("button", name="Send my question").dblclick()

    expect(either_page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_back_and_send_is_still_one_question(either_page):
    page = either_page
    ask(page)

    page.go_back()
    if not page.get_by_label("Your question").input_value():
        fill_in(page)
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_reload_of_the_confirmation_sends_nothing(either_page):
    ask(either_page)

    either_page.reload()

    expect(either_page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_two_tabs_send_one_question(page, context):
    second = context.new_page()
    for tab in (page, second):
        open_form(tab)
        fill_in(tab)

    for tab in (page, second):
        send(tab)
        expect(tab).to_have_url("/ask/received/")

    assert Question.objects.count() == 1


def test_words_survive_a_look_elsewhere(either_page):
    page = either_page
    open_form(page)
    fill_in(page)
    page.get_by_role("link", name="What we keep, and who reads it").click()

    page.go_back()

    expect(page.get_by_label("Your question")).to_have_value(WORDS)


def test_page_open_for_too_long_is_sent_with_one_more_press(page, context, complaints):
    open_form(page)
    fill_in(page)
    context.clear_cookies()

    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Your page was open for a long time.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value(WORDS)
    complaints.clear()  # Chromium notes the 403.
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


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


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_asking_is_accessible_and_fits(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    page.goto("/ask/")
    found["signs"] = (violations(page), overflow(page))
    page.get_by_role("button", name="Continue").click()
    found["signs without an answer"] = (violations(page), overflow(page))
    page.goto("/ask/help-now/")
    found["help"] = (violations(page), overflow(page))
    open_form(page)
    found["empty"] = (violations(page), overflow(page))
    send(page)
    found["errors"] = (violations(page), overflow(page))
    fill_in(page)
    send(page)
    expect(page).to_have_url("/ask/received/")
    found["received"] = (violations(page), overflow(page))

    assert found == dict.fromkeys(found, ([], 0))


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
