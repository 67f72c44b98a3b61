"""The checks beside the editor, in a real browser: while one types, and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from qa.models import Dismissal
from tests.browser.barriers import TAGS
from tests.browser.desk import AT_ONCE, own_draft

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _jobs(jobs):
    """Mail and links are not part of these journeys."""


def test_typed_identifier_is_marked_explained_and_sent(page):
    page.set_viewport_size({"width": 820, "height": 1100})
    revision = own_draft(page)
    state = page.get_by_role("status").filter(has_text="may tell who somebody is")

    page.get_by_label("Edited question").fill("Anna Keller asks: my knee hurts on stairs.")
    expect(state).to_have_text("1 place may tell who somebody is.", timeout=AT_ONCE)
    expect(page.locator("mark")).to_have_text("Anna Keller")
    reason = page.get_by_label("Why “Anna Keller” identifies nobody")
    reason.fill("A character in a song.")
    page.get_by_role("button", name="Send for review").click()

    expect(page.get_by_text("is sent for review")).to_be_visible()
    revision.refresh_from_db()
    assert (revision.status, Dismissal.objects.get().reason) == (
        "in_review",
        "A character in a song.",
    )


def test_box_stays_while_somebody_types_a_reason(page):
    own_draft(page, body="<p>Ask Anna Keller.</p>")
    box = page.get_by_label("Why “Anna Keller” identifies nobody")

    box.press_sequentially("A song", delay=20)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=AT_ONCE)
    box.press_sequentially(" of old", delay=20)

    expect(box).to_be_focused()
    expect(box).to_have_value("A song of old")


@pytest.mark.parametrize("width", [390, 1280])
def test_editor_with_findings_has_no_barriers(page, complaints, width):
    page.set_viewport_size({"width": width, "height": 900})
    long = "Word after word " * 8 + "makes a sentence long."
    own_draft(page, body=f"<p>Ask Anna Keller in Salem, OR.</p><p>{long}</p>", key_points=["One."])
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_role("heading", name="Something is missing")).to_be_visible()

    assert complaints == []
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})

    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    complaints.clear()  # The policy refuses the styles of the checker itself.


def test_checks_hold_without_javascript(new_context):
    page = new_context(java_script_enabled=False).new_page()
    revision = own_draft(page)
    page.get_by_label("Edited question").fill("Anna Keller asks: my knee hurts on stairs.")
    page.get_by_role("button", name="Send for review").click()

    expect(page.get_by_label("Edited question")).to_have_value(
        "Anna Keller asks: my knee hurts on stairs."
    )
    page.get_by_label("Why “Anna Keller” identifies nobody").fill("A song.")
    page.get_by_role("button", name="Send for review").click()

    expect(page.get_by_text("is sent for review")).to_be_visible()
    revision.refresh_from_db()
    assert revision.status == "in_review"
