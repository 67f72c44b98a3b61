"""No step of asking has a barrier: on a phone, in forced colors, at 400 %, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import URGENT, WORDS, fill_in, go_on, open_form, send
from tests.browser.barriers import overflow, violations

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


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
