"""Published answers that are offered before a question is sent, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from qa.models import AnsweredCount, Question
from tests.browser.asking import WORDS, fill_in, go_on, open_form, send

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


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
