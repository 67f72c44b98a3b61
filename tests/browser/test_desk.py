"""The desk in a real browser: a therapist on a tablet answers a question, a reviewer publishes."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from qa.models import Answer, Passage, Question, Revision
from qa.rich_text import plain_text
from tests import factories
from tests.browser.desk import log_in, own_draft, somebody

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("jobs"),  # Mail is not part of these journeys.
]

COUNT_INTERACTIONS = """
    for (const kind of ["pointerdown", "keydown"]) {
        addEventListener(kind, (event) => {
            const isTyping = kind === "keydown" && !["Tab", "Enter", "Escape"].includes(event.key);
            const count = Number(sessionStorage.interactions ?? 0);
            if (event.isTrusted && !isTyping) sessionStorage.interactions = count + 1;
        }, true);
    }
"""


def test_therapist_answers_with_few_interactions(tablet):
    """Whatever is no typing counts: each press of a finger, and of Tab, Enter and Escape."""
    therapist = somebody("therapist", "nadia")
    factories.question(text="My knee clicks. Is that bad?", topic=factories.topic(name="Knee"))
    Passage.objects.create(title="When to see us", body="<p>See us if it swells.</p>")
    log_in(tablet, "nadia")
    tablet.add_init_script(COUNT_INTERACTIONS)
    tablet.reload()

    tablet.get_by_role("link", name="My knee clicks. Is that bad?").click()
    tablet.get_by_role("button", name="Start the answer").click()
    tablet.get_by_role("textbox", name="Title").click()
    tablet.keyboard.type("Is it bad when my knee clicks?")
    tablet.get_by_role("textbox", name="Edited question").click()
    tablet.keyboard.type("My knee clicks when I squat. Should I worry?")
    tablet.get_by_role("textbox", name="Things to know").click()
    tablet.keyboard.type("Clicks without pain are common.")
    tablet.keyboard.press("Enter")
    tablet.keyboard.type("Moving helps.")
    tablet.get_by_role("textbox", name="Answer").click()
    tablet.keyboard.type("Most clicks are harmless.")
    tablet.get_by_text("Insert a passage", exact=True).click()
    tablet.get_by_role("button", name="Insert it from “When to see us”").click()
    tablet.get_by_role("button", name="Send for review").click()

    expect(tablet.get_by_text("is sent for review")).to_be_visible()
    revision = Revision.objects.get()
    assert (revision.author, Question.objects.get().status) == (therapist, "in_review")
    assert revision.body == "<p>Most clicks are harmless.</p><p>See us if it swells.</p>"
    assert 8 <= int(tablet.evaluate("sessionStorage.interactions")) <= 12


def test_passage_is_inserted_in_part_at_the_cursor_by_keyboard(tablet):
    passage = "<p>Thank you for writing.</p><p>See us if it swells.</p>"
    Passage.objects.create(title="Kind words", body=passage)
    revision = own_draft(tablet, body="<p>Before after</p>")
    tablet.get_by_role("textbox", name="Answer").click()
    tablet.keyboard.press("Home")
    for _ in "Before ":
        tablet.keyboard.press("ArrowRight")

    tablet.get_by_text("Insert a passage", exact=True).focus()
    tablet.keyboard.press("Enter")
    tablet.get_by_role("button", name="Insert this part 2 of “Kind words”").focus()
    tablet.keyboard.press("Enter")
    tablet.keyboard.type(" Typed on.")
    tablet.get_by_role("button", name="Save draft").click()

    expect(tablet.get_by_text("The draft is saved.")).to_be_visible()
    revision.refresh_from_db()
    assert plain_text(revision.body).split("\n") == [
        "Before",
        "See us if it swells.",
        "Typed on.after",
    ]


def test_published_answer_is_found_while_typing_and_linked(tablet):
    other = factories.published_answer(title="Is it bad when my shoulder clicks?")
    revision = own_draft(tablet, title="", body="<p>Read this: </p>")

    tablet.get_by_label("Title").press_sequentially("My shoulder clicks")
    link = tablet.get_by_role(
        "button", name="Insert a link to “Is it bad when my shoulder clicks?”"
    )
    expect(link).to_be_visible()
    tablet.get_by_role("textbox", name="Answer").click()
    tablet.keyboard.press("Control+End")
    link.click()
    tablet.get_by_role("button", name="Save draft").click()

    expect(tablet.get_by_text("The draft is saved.")).to_be_visible()
    revision.refresh_from_db()
    assert f'href="{other.get_absolute_url()}"' in revision.body


def test_queue_is_narrowed_in_place_on_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    somebody("therapist", "nadia")
    knee = factories.topic(name="Knee")
    factories.question(text="My knee clicks.", topic=knee)
    factories.question(text="My neck is stiff.")
    log_in(page, "nadia")
    page.evaluate("window.isTheSamePage = true")

    page.get_by_text("Topic, clinic, claim, consent").click()
    page.get_by_label("Topic").select_option("Knee")
    expect(page.get_by_role("link", name="My neck is stiff.")).to_have_count(0)
    expect(page.locator("[role=status][data-found]")).to_have_text("1 question")
    page.get_by_label("Topic").select_option("Any topic")
    page.get_by_label("Words in the questions").fill("neck")
    expect(page.get_by_role("link", name="My knee clicks.")).to_have_count(0)
    expect(page.get_by_role("link", name="My neck is stiff.")).to_be_visible()

    assert page.evaluate("window.isTheSamePage") is True


def test_title_comes_before_other_answers_on_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    nadia = somebody("therapist", "nadia")
    factories.published_answer(title="Why does my knee click?")
    revision = factories.question(text="My knee clicks.").start_answer(nadia)
    log_in(page, "nadia")
    page.goto(f"/admin/qa/revision/{revision.pk}/change/")
    other = page.get_by_role("link", name="Why does my knee click?", exact=True)

    expect(page.get_by_label("Title")).to_be_in_viewport()
    expect(other).to_be_hidden()
    page.get_by_text("Answered already on this subject").click()

    expect(other).to_be_visible()


def test_answer_is_approved_for_later_and_stopped(tablet):
    somebody("reviewer", "tom")
    revision = factories.revision_in_review(title="Is it bad when my knee clicks?")
    day = timezone.localdate() + dt.timedelta(days=60)
    log_in(tablet, "tom")

    tablet.goto(f"/admin/qa/revision/{revision.pk}/review/")
    for sentence in tablet.locator("#decision").get_by_role("radio", name="Yes").all():
        sentence.check()
    tablet.get_by_text("Publish it at a set time").click()
    tablet.get_by_label("Goes public on").fill(f"{day:%Y-%m-%d}T08:00")
    tablet.get_by_role("button", name="Approve for this time").click()
    expect(tablet.get_by_text(f"It goes public on {day:%A, %B %-d, %Y}")).to_be_visible()
    tablet.get_by_role("button", name="Do not publish it then").click()

    expect(tablet.get_by_text("It waits for a review again.")).to_be_visible()
    assert not Answer.objects.published().exists()


def test_reviewer_publishes_what_was_read(tablet):
    somebody("reviewer", "tom")
    factories.revision_in_review(title="Is it bad when my knee clicks?")
    log_in(tablet, "tom")

    tablet.get_by_role("link", name="Is it bad when my knee clicks?").click()
    expect(tablet.locator("#disclaimer")).to_be_visible()
    for sentence in tablet.locator("#decision").get_by_role("radio", name="Yes").all():
        sentence.check()
    tablet.get_by_role("button", name="Approve and publish").click()

    expect(tablet.get_by_text("The answer is published.")).to_be_visible()
    assert Answer.objects.published().count() == 1


def test_rich_text_becomes_clean_html(tablet):
    revision = own_draft(tablet, body="")
    answer = tablet.get_by_role("textbox", name="Answer")

    answer.click()
    tablet.get_by_title("unordered list", exact=True).click()
    tablet.keyboard.type("Walk daily")
    tablet.get_by_role("button", name="Save draft").click()

    expect(tablet.get_by_text("The draft is saved.")).to_be_visible()
    revision.refresh_from_db()
    assert revision.body == "<ul><li><p>Walk daily</p></li></ul>"


def test_ways_on_stand_side_by_side_below_a_review_on_a_phone(page):
    somebody("reviewer", "tom")
    sent = factories.revision_in_review()
    page.set_viewport_size({"width": 390, "height": 844})
    log_in(page, "tom")

    page.goto(f"/admin/qa/revision/{sent.pk}/review/")

    links = page.locator(".decision-bar a")
    boxes = [links.nth(place).bounding_box() for place in range(links.count())]
    assert [(box["y"], box["height"]) for box in boxes] == 2 * [(boxes[0]["y"], boxes[0]["height"])]
    assert boxes[0]["height"] >= 44
