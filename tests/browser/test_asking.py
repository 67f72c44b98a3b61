"""The asker's journey in a real browser, with and without JavaScript."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from qa.models import AnsweredCount, Question
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
URGENT = "Since last night I am numb between my legs and cannot hold my pee."
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


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send my question").click()


def go_to_check(page: Page, words: str = WORDS) -> None:
    open_form(page)
    fill_in(page, words)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your question, then send it")


def ask(page: Page) -> None:
    go_to_check(page)
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
    page.keyboard.press("Tab")
    page.keyboard.type("robin@example.com")
    for _ in range(2):  # consent, 18 or older
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    for _ in range(2):  # more, Continue
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your question, then send it")
    page.get_by_role("button", name="Change “The clinic nearest to you”").focus()
    for _ in range(2):  # 911, Send my question
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url("/ask/received/")
    question = Question.objects.get()
    assert (question.text, question.asker_email) == (WORDS, "robin@example.com")
    assert question.may_be_published is True


def test_slip_in_the_address_is_corrected_with_one_press(either_page):
    page = either_page
    open_form(page)
    fill_in(page)
    page.get_by_label("Your e-mail address").fill("robin@gmial.com")
    go_on(page)

    page.get_by_role("button", name="Yes, use robin@gmail.com").press("Enter")
    expect(page.get_by_text("Did you mean")).to_have_count(0)
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.get().asker_email == "robin@gmail.com"


def test_errors_are_read_first(either_page):
    open_form(either_page)

    go_on(either_page)

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
    go_on(either_page)

    either_page.get_by_role("alert").get_by_role("link", name=message).click()

    expect(either_page.locator(field)).to_be_focused()
    expect(either_page.locator(field)).to_be_in_viewport()


def test_errors_keep_every_word(either_page):
    page = either_page
    open_form(page)
    fill_in(page)
    page.get_by_label("Your e-mail address").fill("robin(at)example")

    go_on(page)

    expect(page.get_by_role("alert")).to_contain_text("such as robin@example.com")
    expect(page.get_by_label("Your question")).to_have_value(WORDS)
    expect(page.get_by_label("Your e-mail address")).to_have_value("robin(at)example")
    expect(page.get_by_label("Me", exact=True)).to_be_checked()
    expect(page.get_by_label("I am 18 or older.")).to_be_checked()


def test_double_click_sends_one_question(either_page):
    go_to_check(either_page)

    either_page.get_by_role("button", name="Send my question").dblclick()

    expect(either_page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_back_and_send_without_script_is_still_one_question(new_context):
    page = new_context(java_script_enabled=False).new_page()
    ask(page)

    page.evaluate("history.go(-2)")
    expect(page.get_by_label("Your question")).to_have_value(WORDS)
    go_on(page)
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_nothing_is_left_in_the_tab_after_sending(page):
    ask(page)

    assert "shoulder" not in page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


def test_back_after_sending_shows_an_empty_form(page):
    open_form(page)
    fill_in(page)
    page.get_by_label("You may publish").check()
    go_on(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your question.")

    page.go_back()
    page.go_back()

    expect(page.get_by_text("this form is empty again")).to_be_visible()
    page.wait_for_load_state("load")
    left = page.evaluate("""[...document.forms].flatMap((form) => [...form.elements])
        .filter((field) => ["checkbox", "radio"].includes(field.type)
            ? field.checked : /text|email/.test(field.type) && field.value)
        .map((field) => field.name)""")
    assert left == []
    assert Question.objects.count() == 1


def test_reload_of_the_confirmation_sends_nothing(either_page):
    ask(either_page)

    either_page.reload()

    expect(either_page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_two_tabs_send_one_question(page, context):
    second = context.new_page()
    for tab in (page, second):
        go_to_check(tab)

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
    go_to_check(page)
    context.clear_cookies()

    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Your page was open for a long time.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text(WORDS)).to_be_visible()
    complaints.clear()  # Chromium notes the 403.
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def expect_words(page: Page, words: str = WORDS) -> None:
    expect(page.get_by_label("Your question")).to_have_value(words)
    expect(page.get_by_label("Your e-mail address")).to_have_value("robin@example.com")
    expect(page.get_by_label("Me", exact=True)).to_be_checked()
    expect(page.get_by_label("I am 18 or older.")).to_be_checked()


def test_words_survive_a_reload(page):
    open_form(page)
    fill_in(page)

    page.reload()

    expect_words(page)


def test_words_survive_back_from_the_last_look(either_page):
    go_to_check(either_page)

    either_page.go_back()

    if not either_page.get_by_label("Your question").count():
        either_page.go_back()
    expect_words(either_page)


def test_words_survive_a_proxy_that_finds_no_server(page, complaints):
    go_to_check(page)
    page.route("**/ask/", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    send(page)
    expect(page.get_by_text("Bad Gateway")).to_be_visible()
    complaints.clear()  # Chromium notes the 502.
    page.unroute("**/ask/")

    page.go_back()

    expect_words(page)
    go_on(page)
    send(page)
    expect(page).to_have_url("/ask/received/")
    assert Question.objects.count() == 1


def test_words_survive_the_list_being_shown_again(page):
    open_form(page)
    fill_in(page)

    open_form(page)

    expect_words(page)


def test_words_are_cleared_when_somebody_wants_that(either_page):
    page = either_page
    open_form(page)
    fill_in(page)

    page.get_by_role("link", name="Clear what I typed").click()

    expect(page.get_by_label("Your question")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Your question")).to_have_value("")


def test_one_answer_is_changed_and_the_last_look_comes_back(either_page):
    page = either_page
    go_to_check(page)

    page.get_by_role("button", name="Change “Your e-mail address”").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    page.get_by_label("Your e-mail address").fill("kim@example.com")
    go_on(page)

    expect(page.get_by_text("kim@example.com")).to_be_visible()
    send(page)
    expect(page).to_have_url("/ask/received/")
    assert Question.objects.get().asker_email == "kim@example.com"


def test_words_with_a_warning_sign_are_sent_after_one_more_page(either_page):
    page = either_page
    open_form(page)
    fill_in(page, URGENT)

    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Please read this before you go on")
    page.get_by_role("button", name="Go on with my question").click()
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.get().has_warning_signs is True


@pytest.fixture
def shoulder():
    return factories.published_answer(title="Why does my shoulder click when I lift my arm?")


def test_answers_are_offered_while_typing(page, shoulder):
    open_form(page)

    page.get_by_label("Your question").press_sequentially("My shoulder clicks", delay=20)

    expect(page.get_by_role("status")).to_have_text(
        "1 answer may help. It stands below your question."
    )
    page.get_by_role("button", name="This answered my question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We are glad that helped")
    assert AnsweredCount.objects.get().answer == shoulder
    assert Question.objects.count() == 0
    assert "houlder" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_answers_seen_while_typing_are_not_offered_again(page, shoulder):
    open_form(page)
    fill_in(page)
    expect(page.get_by_role("button", name="This answered my question")).to_be_visible()

    go_on(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your question, then send it")


def test_typed_words_are_in_no_address(page, shoulder):
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    open_form(page)
    fill_in(page)
    expect(page.get_by_role("button", name="This answered my question")).to_be_visible()
    go_on(page)
    send(page)
    expect(page).to_have_url("/ask/received/")

    assert [url for url in addresses if "shoulder" in url.lower() or "robin" in url] == []


def test_answers_are_offered_without_script_before_sending(new_context, shoulder):
    page = new_context(java_script_enabled=False).new_page()
    open_form(page)
    fill_in(page)
    go_on(page)
    expect(page.get_by_role("heading", name="Maybe this is answered already")).to_be_visible()

    page.get_by_role("button", name="Ask anyway").click()
    send(page)

    expect(page).to_have_url("/ask/received/")
    assert Question.objects.get().text == WORDS


def test_words_of_a_search_come_along(either_page):
    page = either_page
    page.goto("/search/?q=elbow on the moon")
    page.locator("main").get_by_role("button", name="Ask our experts").click()
    page.get_by_label("No, none of these").check()
    go_on(page)

    expect(page.get_by_label("Your question")).to_have_value("elbow on the moon")


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


def states(page: Page) -> Iterator[str]:
    """Lead a page through every state of the journey."""
    page.goto("/ask/")
    yield "signs"
    go_on(page)
    yield "signs without an answer"
    page.goto("/ask/help-now/")
    yield "help"
    open_form(page)
    yield "empty"
    go_on(page)
    yield "errors"
    fill_in(page, URGENT)
    page.get_by_label("Your e-mail address").fill("robin@gmial.com")
    go_on(page)
    yield "interruption"
    page.get_by_role("button", name="Go on with my question").click()
    if page.get_by_role("button", name="Ask anyway").count():
        yield "similar"
        page.get_by_role("button", name="Ask anyway").click()
    yield "check"
    page.get_by_role("button", name="Change “Topic”").click()
    yield "change"
    page.get_by_label("Your question").fill(WORDS)
    expect(page.get_by_role("button", name="This answered my question")).to_be_visible()
    yield "similar while typing"
    go_on(page)
    send(page)
    expect(page).to_have_url("/ask/received/")
    yield "received"
    page.goto("/ask/answered/")
    yield "answered"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_asking_is_accessible_and_fits(page, shoulder, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)

    found = {state: (violations(page), overflow(page)) for state in states(page)}

    assert found == dict.fromkeys(found, ([], 0))
    assert len(found) >= 10


def test_step_with_published_answers_is_accessible_and_fits(page, shoulder):
    page.route("**/similar.js", lambda route: route.fulfill(content_type="text/javascript"))
    page.set_viewport_size({"width": 320, "height": 800})
    open_form(page)
    fill_in(page)

    go_on(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Before you send it")
    assert (violations(page), overflow(page)) == ([], 0)


def test_asking_in_forced_colors_is_accessible(page, shoulder):
    page.emulate_media(forced_colors="active")

    # The system chooses the colors here; their contrast is not the site's.
    found = {state: set(violations(page)) - {"color-contrast"} for state in states(page)}

    assert [state for state, problems in found.items() if problems] == []


def test_asking_at_400_percent_is_accessible_and_fits(new_context, shoulder):
    """A window of 1280 by 1024 at 400 % has 320 by 256 pixels of four times the size."""
    page = new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4).new_page()

    found = {state: (violations(page), overflow(page)) for state in states(page)}

    assert found == dict.fromkeys(found, ([], 0))


def test_question_is_sent_at_400_percent_by_keyboard(new_context):
    page = new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4).new_page()
    page.goto("/ask/")
    hidden = []

    def tab_to(part) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            box = page.evaluate(
                """() => {
                    const box = document.activeElement.getBoundingClientRect();
                    const seen = box.bottom > 0 && box.top < innerHeight;
                    return seen ? "" : document.activeElement.outerHTML;
                }"""
            )
            hidden.extend([box] if box else [])
            if part.evaluate("part => part === document.activeElement"):
                return
        raise AssertionError(f"{part} is not reached")

    tab_to(page.get_by_label("No, none of these"))
    page.keyboard.press("Space")
    tab_to(page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask our experts")
    tab_to(page.get_by_label("Me", exact=True))
    page.keyboard.press("Space")
    tab_to(page.get_by_label("Your question"))
    page.keyboard.type(WORDS)
    tab_to(page.get_by_label("Your e-mail address"))
    page.keyboard.type("robin@example.com")
    tab_to(page.get_by_label("I am 18 or older."))
    page.keyboard.press("Space")
    tab_to(page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your question, then send it")
    tab_to(page.get_by_role("button", name="Send my question"))
    page.keyboard.press("Enter")

    expect(page).to_have_url("/ask/received/")
    assert hidden == []


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
