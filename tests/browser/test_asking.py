"""Asking in a real browser, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from qa.models import Question
from tests.browser.asking import URGENT, WORDS, ask, fill_in, go_on, go_to_check, open_form, send

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


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
