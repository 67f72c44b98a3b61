"""What an asker typed survives whatever happens before it is sent, and is forgotten afterwards."""

import pytest
from playwright.sync_api import Page, expect

from qa.models import Question
from tests.browser.asking import WORDS, ask, fill_in, go_on, go_to_check, open_form, send

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def expect_words(page: Page, words: str = WORDS) -> None:
    expect(page.get_by_label("Your question")).to_have_value(words)
    expect(page.get_by_label("Your e-mail address")).to_have_value("robin@example.com")
    expect(page.get_by_label("Me", exact=True)).to_be_checked()
    expect(page.get_by_label("I am 18 or older.")).to_be_checked()


def test_words_survive_a_look_elsewhere(either_page):
    page = either_page
    open_form(page)
    fill_in(page)
    page.get_by_role("link", name="What we keep, and who reads it").click()

    page.go_back()

    expect(page.get_by_label("Your question")).to_have_value(WORDS)


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


def test_words_of_a_search_come_along(either_page):
    page = either_page
    page.goto("/search/?q=elbow on the moon")
    page.locator("main").get_by_role("button", name="Ask our experts").click()
    page.get_by_label("No, none of these").check()
    go_on(page)

    expect(page.get_by_label("Your question")).to_have_value("elbow on the moon")


def test_words_are_cleared_when_somebody_wants_that(either_page):
    page = either_page
    open_form(page)
    fill_in(page)

    page.get_by_role("link", name="Clear what I typed").click()

    expect(page.get_by_label("Your question")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Your question")).to_have_value("")


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
