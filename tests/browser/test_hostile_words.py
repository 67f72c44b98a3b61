"""Whatever somebody pastes into the editor becomes words: nothing of it runs in a browser.

The browser ignores the site's Content-Security-Policy here, so that nothing but the cleaning and
the escaping of our own stands in the way.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page

from tests import factories
from tests.browser.payloads import PAYLOADS, groups
from tests.desk import show_second_factor

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

GROUPS = groups(limit=190, most=5)
HOSTILE_PARTS = """() => {
    const address = /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text\\/html)/i;
    const places = ["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"];
    const found = [];
    for (const element of document.querySelectorAll("*")) {
        for (const { name, value } of element.attributes) {
            if (name.startsWith("on") || (places.includes(name) && address.test(value))) {
                found.push(`${element.localName} ${name}=${value}`);
            }
        }
    }
    return found;
}"""


@pytest.fixture(autouse=True)
def _jobs(jobs):
    """Mail is not part of it."""


@pytest.fixture
def hits() -> list[str]:
    return []


@pytest.fixture
def undefended(
    browser: Browser, base_url: str, hits: list[str], django_db_serialized_rollback: None
) -> Iterator[Page]:
    """A page without the policy; what runs in it is a hit."""
    context = browser.new_context(bypass_csp=True, base_url=base_url)
    context.expose_function("hit", lambda number: hits.append(str(number)))
    page = context.new_page()
    page.on("dialog", lambda dialog: (hits.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()


def enter(page: Page, user: User) -> None:
    client = Client()
    client.force_login(user)
    show_second_factor(client, user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": page.url}
    page.context.add_cookies([cookie])


def test_trap_catches_what_runs(undefended, hits):
    undefended.goto("/")

    undefended.set_content("<img src=x onerror=hit('caught')>")
    undefended.wait_for_timeout(500)

    assert hits == ["caught"]


def test_payloads_are_many():
    assert len(set(PAYLOADS)) >= 60
    assert sorted(p for group in GROUPS for p in group) == sorted(PAYLOADS)


@pytest.fixture
def writer(undefended):
    """Somebody who may open everything, in the browser too."""
    user = factories.user("reviewer", is_superuser=True)
    undefended.goto("/")
    enter(undefended, user)
    return factories.therapist(user=user)


def test_nothing_pasted_runs_in_the_editor(undefended, hits, writer):
    draft = factories.draft(author=writer)
    undefended.goto(f"/admin/qa/revision/{draft.pk}/change/")
    box = undefended.get_by_role("textbox", name="Answer")
    box.click()

    for payload in PAYLOADS:
        box.evaluate(
            """(box, html) => {
                const data = new DataTransfer();
                data.setData("text/html", html);
                data.setData("text/plain", html);
                const pasted = { clipboardData: data, bubbles: true, cancelable: true };
                box.dispatchEvent(new ClipboardEvent("paste", pasted));
            }""",
            payload,
        )
    undefended.get_by_role("button", name="Save draft").click()
    undefended.get_by_text("The draft is saved.").wait_for()

    assert (hits, undefended.evaluate(HOSTILE_PARTS)) == ([], [])
