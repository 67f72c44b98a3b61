"""The plain change pages of the desk by keyboard alone: what was refused is read first."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.barriers import overflow
from tests.browser.desk import log_in

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("jobs"),
]

KEPT = "What you typed is still here."
NO_PASSWORD = "Please type the passwords anew; a page never sends them back."


@pytest.mark.parametrize(
    ("address", "field", "kept"),
    [
        ("/admin/qa/topic/add/", "Name", KEPT),
        ("/admin/qa/topic/{topic}/change/", "Name", KEPT),
        ("/admin/auth/user/add/", "Name to log in with", f"{KEPT[:-1]}, but not the passwords."),
        ("/admin/auth/user/{user}/password/", "Password", NO_PASSWORD),
        ("/admin/password_change/", "Your password of today", NO_PASSWORD),
    ],
)
def test_keyboard_is_taken_to_what_is_wrong_and_on_to_its_field(page: Page, address, field, kept):
    user = factories.user("manager", username="ada")
    topic = factories.topic(name="Knee")
    log_in(page, "ada")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address.format(topic=topic.pk, user=user.pk))
    box = page.get_by_label(field).first
    box.fill("")
    box.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("This was not saved yet")
    expect(summary).to_contain_text(kept)
    expect(summary).to_be_focused()
    assert overflow(page) <= 0
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link", name=field).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label(field).first).to_be_focused()
