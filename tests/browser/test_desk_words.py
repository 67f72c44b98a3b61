"""What therapists and reviewers type at the desk is never lost, and no browser keeps it."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.desk import AT_ONCE, log_in, own_draft, somebody

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("jobs"),  # Mail is not part of these journeys.
]

SMALL_FORMS = {
    "private answer": ("question/{}/answer/", "Your answer", "Send the private answer"),
    "refusal": (
        "question/{}/decline/?reason=not_a_question",
        "What the asker reads",
        "Decline and",
    ),
    "return": ("revision/{}/review/", "What should the author", "Return with this reason"),
}


@pytest.mark.parametrize("form", SMALL_FORMS)
def test_small_form_survives_an_expired_login(tablet, complaints, form):
    """Its words stay in the browser until the server says that it took them."""
    page, label, button = SMALL_FORMS[form]
    somebody("reviewer", "tom")
    about = factories.revision_in_review() if form == "return" else factories.question()
    address = f"/admin/qa/{page.format(about.pk)}"
    words = tablet.get_by_label(label)
    log_in(tablet, "tom")
    tablet.goto(address, wait_until="networkidle")

    words.fill("Typed while logged out")
    Session.objects.all().delete()
    tablet.get_by_role("button", name=button).click()
    expect(tablet.get_by_label("Password")).to_be_visible()
    log_in(tablet, "tom")
    tablet.goto(address)

    expect(words).to_have_value("Typed while logged out")
    tablet.get_by_role("button", name=button).click()
    expect(tablet.locator("[data-taken]")).to_be_visible()
    assert tablet.evaluate("Object.keys(localStorage)") == []
    complaints.clear()


def test_typed_words_save_themselves(tablet):
    revision = own_draft(tablet)

    tablet.get_by_label("Title").fill("Typed and not saved by hand")

    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed and not saved by hand"


def test_typed_words_survive_a_closed_tab(tablet):
    revision = own_draft(tablet)

    tablet.get_by_label("Title").fill("Typed a moment ago")
    tablet.goto("about:blank")
    tablet.goto(f"/admin/qa/revision/{revision.pk}/change/")

    expect(tablet.get_by_label("Title")).to_have_value("Typed a moment ago")


def test_typed_words_survive_an_expired_login(tablet, complaints):
    revision = own_draft(tablet)
    Session.objects.all().delete()

    tablet.get_by_label("Title").fill("Typed while logged out")
    expect(tablet.get_by_text("You are logged out.")).to_be_visible(timeout=AT_ONCE)
    tablet.get_by_role("button", name="Save draft").click()
    expect(tablet.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    log_in(tablet, "nadia")
    tablet.goto(f"/admin/qa/revision/{revision.pk}/change/")

    expect(tablet.get_by_label("Title")).to_have_value("Typed while logged out")
    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed while logged out"
    complaints.clear()


def type_in_the_basement(page: Page) -> None:
    """Lose the connection, type, and hear from the page that it is lost."""
    page.context.set_offline(True)
    page.get_by_label("Title").fill("Typed in the basement")
    expect(page.get_by_text("No connection to the desk.")).to_be_visible(timeout=AT_ONCE)


def test_typed_words_wait_for_a_lost_connection(tablet, complaints):
    revision = own_draft(tablet)

    type_in_the_basement(tablet)
    tablet.context.set_offline(False)

    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed in the basement"
    complaints.clear()


def test_link_lets_no_words_go_that_are_not_saved(tablet, complaints):
    revision = own_draft(tablet)
    type_in_the_basement(tablet)
    tablet.goto("about:blank")
    tablet.context.set_offline(False)

    tablet.goto(f"/admin/?taken={revision.pk}")
    assert tablet.evaluate("Object.keys(localStorage)") == [f"draft-{revision.pk}"]
    tablet.goto(f"/admin/qa/revision/{revision.pk}/change/?taken={revision.pk}")

    expect(tablet.get_by_label("Title")).to_have_value("Typed in the basement")
    complaints.clear()


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_words_of_a_question_taken_back_are_forgotten(tablet, complaints, is_by_hand):
    question = factories.question()
    revision = factories.write(question.start_answer(somebody("therapist", "nadia")))
    log_in(tablet, "nadia")
    tablet.goto(f"/admin/qa/revision/{revision.pk}/change/")
    question.withdraw()

    if is_by_hand:
        tablet.get_by_role("button", name="Save draft").click()
    else:
        tablet.get_by_label("Title").fill("What the asker told")

    said = "its asker took the question back, or it was answered in another way. What you wrote"
    expect(tablet.get_by_text(said)).to_be_visible(timeout=AT_ONCE)
    tablet.wait_for_function("Object.keys(localStorage).length === 0")
    if not is_by_hand:
        tablet.get_by_label("Title").fill("What the asker told us")
    assert tablet.evaluate("Object.keys(localStorage)") == []
    complaints.clear()


def test_second_tab_overwrites_nothing(tablet, complaints):
    revision = own_draft(tablet)
    other = tablet.context.new_page()
    other.goto(tablet.url)

    tablet.get_by_label("Title").fill("From the first tab")
    tablet.get_by_role("button", name="Save draft").click()
    expect(tablet.get_by_text("The draft is saved.")).to_be_visible()
    other.get_by_label("Edited question").fill("From the second tab")
    expect(other.get_by_text("Press “Save draft” to see both texts.")).to_be_visible(
        timeout=AT_ONCE
    )
    other.get_by_role("button", name="Save draft").click()

    expect(other.get_by_text("Saved meanwhile:").first).to_be_visible()
    expect(other.get_by_label("Edited question")).to_have_value("From the second tab")
    revision.refresh_from_db()
    assert revision.title == "From the first tab"
    complaints.clear()


def test_browser_keeps_nothing_that_is_saved(tablet):
    own_draft(tablet)

    tablet.get_by_label("Title").fill("Nothing stays behind")
    tablet.get_by_role("button", name="Send for review").click()

    expect(tablet.get_by_text("is sent for review")).to_be_visible()
    tablet.wait_for_load_state()
    assert tablet.evaluate("Object.keys(localStorage)") == []
