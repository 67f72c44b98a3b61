"""Asking in a browser, step by step, for tests of what comes of it."""

from playwright.sync_api import Page, expect

URGENT = "Since last night I am numb between my legs and cannot hold my pee."
WORDS = "My shoulder clicks when I lift my arm. Should I rest it?"


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
