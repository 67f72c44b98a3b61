"""Whatever somebody types anywhere is shown as words: nothing of it ever runs in a browser.

The browser ignores the site's Content-Security-Policy here, so that nothing but the cleaning and
the escaping of our own stands in the way.
"""

import html
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import get_cookie_signer
from django.urls import reverse
from playwright.sync_api import Browser, Page

from clinics.models import Organization
from qa.models import Question
from tests import factories
from tests.browser.asking import fill_in, go_on, open_form
from tests.browser.hostile_rows import write_everywhere
from tests.browser.payloads import PAYLOADS, portions
from tests.desk import DeskClient

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# So few at once that none hides in what another one opened, and that each meets every field.
GROUPS = [PAYLOADS[start : start + 12] for start in range(0, len(PAYLOADS), 12)]
PARTS = 2  # tests that share the groups
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
    client = DeskClient()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": page.url}
    page.context.add_cookies([cookie])


def look(page: Page, address: str) -> list[str]:
    """Open a page, which must be there for this person, and return what is hostile in it."""
    response = page.goto(address)
    assert (response.status, page.url.endswith(address)) == (200, True), page.url
    return [f"{address}: {part}" for part in page.evaluate(HOSTILE_PARTS)]


def look_in_feed_reader(page: Page, entries: int) -> list[str]:
    """Return what is hostile in the feed for a reader that shows each summary as HTML."""
    feed = page.request.get(reverse("answer-feed")).text()
    summaries = re.findall(r"<summary[^>]*>(.*?)</summary>", feed, re.DOTALL)
    assert len(summaries) == entries
    page.set_content("".join(html.unescape(summary) for summary in summaries))
    return page.evaluate(HOSTILE_PARTS)


def be_asker(page: Page) -> None:
    """Let the browser be one that gave the right e-mail address for every question."""
    for token_hash in Question.objects.values_list("status_token_hash", flat=True):
        name = f"asker-{token_hash[:16]}"
        value = get_cookie_signer(salt=name).sign("known")
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])


LISTS = [
    "/",
    "/answers/",
    "/topics/",
    "/clinics/",
    "/admin/",
    "/admin/qa/question/",
    "/admin/qa/question/?show=ended",
    "/admin/qa/revision/?show=all",
    "/admin/qa/answer/?show=all",
    "/admin/qa/passage/",
    "/admin/qa/topic/",
    "/admin/clinics/therapist/",
]


def test_trap_catches_what_runs(undefended, hits):
    undefended.goto("/")

    undefended.set_content("<img src=x onerror=hit('caught')>")
    undefended.wait_for_timeout(500)

    assert hits == ["caught"]


def test_payloads_are_many():
    assert len(set(PAYLOADS)) >= 60


@pytest.fixture
def writer(undefended):
    """Somebody who may open everything, in the browser too."""
    user = factories.user("reviewer", is_superuser=True)
    undefended.goto("/")
    enter(undefended, user)
    return factories.therapist(user=user)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_typed_runs_on_any_page(undefended, hits, writer, part):
    own = GROUPS[part::PARTS]
    Organization.objects.update(call_to_action_text=portions(own[0], 400)[0])
    hostile = []
    for payloads in own:
        addresses = write_everywhere(payloads, writer)
        be_asker(undefended)
        for address in addresses:
            hostile += look(undefended, address)
    for address in LISTS:
        hostile += look(undefended, address)
    hostile += look_in_feed_reader(undefended, len(own))

    declined = Question.objects.filter(status="declined")[0]
    undefended.goto(declined.get_status_url())
    undefended.wait_for_timeout(500)

    assert (hits, hostile) == ([], [])
    assert undefended.get_by_role("heading", name="We cannot answer this here").is_visible()


def test_nothing_searched_for_runs(undefended, hits):
    factories.published_answer(title="Plain words")
    hostile = []
    for words in portions(PAYLOADS, 190):
        hostile += look(undefended, "/search/?" + urlencode({"q": words}))

    assert (hits, hostile) == ([], [])


def test_nothing_runs_that_is_shown_while_typing(undefended, hits, writer):
    """Answers are offered to the asker and to the therapist; the queue is narrowed in place."""
    for title in portions(PAYLOADS, 180):
        revision = factories.draft(title=f"Stairs {title}", key_points=[title, "Fine."])
        factories.explain(revision, "Made up.")
        revision.send_for_review()
        revision.approve(writer)
        factories.question(text=f"Stairs {title}")
    draft, hostile = factories.draft(author=writer, title=""), []

    undefended.goto(f"/admin/qa/revision/{draft.pk}/change/")
    undefended.get_by_label("Title").press_sequentially("My stairs")
    undefended.get_by_role("button", name="Insert a link to “Stairs").first.wait_for()
    hostile += undefended.evaluate(HOSTILE_PARTS)
    undefended.goto("/admin/")
    undefended.get_by_label("Words in the questions").fill("stairs onerror")
    undefended.get_by_role("link", name="Stairs").first.wait_for()
    hostile += undefended.evaluate(HOSTILE_PARTS)
    open_form(undefended)
    undefended.get_by_label("Your question").press_sequentially("My stairs <img src=x onerror=")
    undefended.get_by_role("link", name="Stairs").first.wait_for()
    hostile += undefended.evaluate(HOSTILE_PARTS)

    assert (hits, hostile) == ([], [])


def test_nothing_an_asker_typed_runs_before_it_is_sent(undefended, hits):
    words = " ".join(PAYLOADS)
    open_form(undefended)

    fill_in(undefended, words)
    go_on(undefended)
    undefended.get_by_role("heading", name="Check your question, then send it").wait_for()
    undefended.wait_for_timeout(500)

    assert (hits, undefended.evaluate(HOSTILE_PARTS)) == ([], [])
    assert undefended.locator("[name=text]").input_value() == words


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
