"""Logging in and being logged out, in a real browser with a passkey of its own."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinics.models import Therapist
from qa.models import Question, Revision
from tests import factories
from tests.browser.barriers import overflow, violations
from tests.browser.desk import log_in

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PASSWORD = "quiet river stone"
WIDTHS = [390, 1280]


@pytest.fixture(autouse=True)
def _jobs(jobs):
    """Mail is not part of logging in."""


@pytest.fixture
def own_tablet(page: Page) -> Page:
    """A tablet that keeps passkeys behind a fingerprint."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def type_password(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def type_code(page: Page, code: str) -> None:
    page.get_by_role("textbox", name="Code").fill(code)
    page.keyboard.press("Enter")


def look(page: Page) -> None:
    """Find barriers and overflow at the width of a phone and of a desk."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert (violations(page), overflow(page)) == ([], 0), (page.url, width)


def test_password_and_code_open_the_desk(page):
    user = factories.user(username="nadia")
    app = factories.app_of(user)
    page.goto("/admin/")
    look(page)

    type_password(page, "nadia", "wrong")
    expect(page.get_by_text("do not belong together")).to_be_visible()
    look(page)
    type_password(page, "nadia")
    look(page)
    type_code(page, "123")
    expect(page.get_by_text("This code does not fit.")).to_be_visible()
    look(page)
    type_code(page, factories.code_of(app))

    expect(page.get_by_role("heading", name="Questions that wait")).to_be_visible()


def test_recovery_code_opens_the_desk(page):
    user = factories.user(username="nadia")
    factories.app_of(user)
    code = factories.recovery_codes_of(user)[0]

    type_password(page, "nadia")
    type_code(page, code)

    expect(page.get_by_role("heading", name="Questions that wait")).to_be_visible()


def test_first_login_makes_a_passkey_that_opens_the_desk_later(own_tablet):
    factories.user(username="nadia")

    type_password(own_tablet, "nadia")
    expect(own_tablet.get_by_text("One more step before you begin.")).to_be_visible()
    look(own_tablet)
    own_tablet.get_by_role("link", name="Add a passkey").click()
    look(own_tablet)
    own_tablet.get_by_role("button", name="Add a passkey").click()
    expect(own_tablet.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look(own_tablet)
    own_tablet.get_by_role("link", name="go to the desk").click()
    expect(own_tablet.get_by_role("heading", name="Questions that wait")).to_be_visible()
    own_tablet.get_by_role("button", name="Log out").click()
    own_tablet.goto("/admin/qa/answer/")
    own_tablet.get_by_role("button", name="Log in with a passkey").click()

    expect(own_tablet.get_by_role("heading", name="Answers", exact=True)).to_be_visible()


def test_first_login_reads_a_code_into_an_app(page):
    factories.user(username="nadia")
    type_password(page, "nadia")
    page.get_by_role("link", name="Add an app").click()
    look(page)

    page.get_by_text("Reading it does not work").click()
    type_code(page, factories.code_for(page.locator("code").inner_text()))

    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/admin/second-factor/")
    look(page)
    page.goto("/admin/second-factor/app/remove/")
    look(page)
    page.goto("/admin/second-factor/recovery-codes/new/")
    look(page)


def test_lock_out_says_when_it_ends(page, complaints):
    factories.user(username="nadia")
    for _ in range(5):
        type_password(page, "nadia", "wrong")

    expect(page.get_by_text("You can try again at")).to_be_visible()
    look(page)
    assert [c for c in complaints if "429" not in c] == []
    complaints.clear()


@pytest.fixture
def hurry(settings):
    """Minutes become seconds."""
    settings.DESK_IDLE_SECONDS = 12
    settings.DESK_WARNING_SECONDS = 6


def own_draft() -> Revision:
    user = factories.user(username="nadia")
    return factories.draft(author=factories.therapist(user=user))


def test_warning_can_be_answered_by_any_key(page, settings):
    settings.DESK_IDLE_SECONDS, settings.DESK_WARNING_SECONDS = 60, 57
    own_draft()
    log_in(page, "nadia")
    dialog = page.get_by_role("dialog", name="Are you still there?")

    expect(dialog).to_be_visible(timeout=10_000)
    look(page)
    page.keyboard.press("a")

    expect(dialog).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Questions that wait")).to_be_visible()


def test_idle_log_out_keeps_a_private_answer(page, hurry):
    user = factories.user(username="nadia")
    factories.therapist(user=user)
    question = factories.question()
    address = reverse("admin:qa_question_answer", args=[question.pk])
    log_in(page, "nadia")
    page.goto(address)
    page.get_by_label("Your answer").fill("Rest it for two days.")

    expect(page.get_by_text("You were logged out")).to_be_visible(timeout=30_000)
    look(page)
    log_in_again(page, address)

    expect(page.get_by_label("Your answer")).to_have_value("Rest it for two days.")
    expect(page.get_by_text("What you typed before is back.")).to_be_visible()
    assert Question.objects.get().status == "received"


def test_idle_log_out_keeps_a_draft(page, hurry, complaints):
    revision = own_draft()
    address = reverse("admin:qa_revision_change", args=[revision.pk])
    log_in(page, "nadia")
    page.goto(address)
    page.route("**/autosave/", lambda route: route.abort())
    page.get_by_label("Title").fill("Typed while nothing could be saved")

    expect(page.get_by_text("You were logged out")).to_be_visible(timeout=30_000)
    page.unroute("**/autosave/")
    log_in_again(page, address)

    expect(page.get_by_label("Title")).to_have_value("Typed while nothing could be saved")
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=9_000)
    complaints.clear()


def test_typing_is_a_sign_of_life(page, hurry):
    revision = own_draft()
    log_in(page, "nadia")
    page.goto(reverse("admin:qa_revision_change", args=[revision.pk]))
    dialog = page.get_by_role("dialog", name="Are you still there?")

    page.get_by_label("Title").focus()
    for _ in range(8):
        page.keyboard.type("a")
        page.wait_for_timeout(2_000)
        expect(dialog).to_be_hidden()


def test_log_out_keeps_words_that_are_not_saved(page, complaints):
    revision = own_draft()
    log_in(page, "nadia")
    page.goto(reverse("admin:qa_revision_change", args=[revision.pk]))
    page.route("**/autosave/", lambda route: route.abort())
    page.get_by_label("Title").fill("Not saved yet")
    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_text("they are kept in this browser")).to_be_visible()
    assert page.evaluate("localStorage.length") == 1
    complaints.clear()


def log_in_again(page: Page, address: str) -> None:
    """Go on in the same tab, as somebody who came back and logged in."""
    log_in(page, Therapist.objects.get(user__username="nadia").user.username)
    page.goto(address)
