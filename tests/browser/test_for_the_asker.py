"""What we do for an asker who phones, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.barriers import violations
from tests.browser.desk import log_in

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PAGES = ["change", "asker_address", "asker_consent", "asker_withdraw", "asker_erase"]
FIND = "/admin/qa/question/by-address/"


@pytest.fixture(autouse=True)
def _jobs(jobs):
    """Mail is not part of these journeys."""


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_pages_for_an_asker_have_no_barriers_and_fit(page: Page, complaints, width, scheme):
    factories.user("manager", username="ada")
    name = "a.very.long.name.of.somebody.who.asked@a-very-long-name-of-a-host.example.com"
    question = factories.question(asker_email=name)
    log_in(page, "ada")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    found = {}
    addresses = {step: f"/admin/qa/question/{question.pk}/{step}/" for step in PAGES}
    for step, address in {**addresses, "find": FIND, "found": FIND}.items():
        page.goto(address)
        if step == "found":
            page.get_by_label("The asker's e-mail address").fill(name)
            page.get_by_role("button", name="Find").click()
            expect(page.get_by_text("1 question from this address")).to_be_visible()
        # The bar of buttons lies over a part of the page until one comes to its end.
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[step] = [*violations(page), *(["too wide"] if too_wide else [])]

    assert {step: problems for step, problems in found.items() if problems} == {}
    page.goto("about:blank")
    complaints.clear()  # The policy refuses the styles of the checker itself.


def test_address_is_corrected_by_keyboard_alone(page: Page):
    factories.user("manager", username="ada")
    question = factories.question(asker_email="zebediah.qill@example.org")
    log_in(page, "ada")
    page.goto(f"/admin/qa/question/{question.pk}/change/")

    page.get_by_role("link", name="Correct the e-mail address").press("Enter")
    page.get_by_label("The asker's e-mail address").focus()
    page.keyboard.type("zebediah.quill@example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Write an e-mail address with an @ and a dot")).to_be_visible()
    page.get_by_label("The asker's e-mail address").focus()
    page.keyboard.press("End")
    page.keyboard.type(".org")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The address is corrected.")).to_be_visible()
    question.refresh_from_db()
    assert question.asker_email == "zebediah.quill@example.org"


def test_question_is_found_by_address_by_keyboard_alone(page: Page):
    factories.user("manager", username="ada")
    factories.question(asker_email="zebediah.quill@example.org", text="My knee hurts.")
    log_in(page, "ada")
    page.goto("/admin/qa/question/")

    page.get_by_role("link", name="Find by e-mail address").press("Enter")
    page.get_by_label("The asker's e-mail address").focus()
    page.keyboard.type("Zebediah.Quill@example.org")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="My knee hurts.").press("Enter")

    expect(page.get_by_role("heading", name="For the asker, on the phone")).to_be_visible()
    assert "quill" not in page.evaluate("JSON.stringify(performance.getEntries())").lower()
