"""Every public page in a real browser: no accessibility violation, no sideways scroll, light."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from clinics.models import Organization
from qa.models import Feedback, RelatedAnswer
from tests import factories
from tests.browser.barriers import overflow, violations
from tests.browser.long_answer import long_answer

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MOST_WITHOUT_PICTURE, MOST_WITH_PICTURE = 30_000, 110_000  # bytes
MOST_REQUESTS = 8


@pytest.fixture
def paths(page: Page) -> list[str]:
    """The pages of a small site that has some of everything."""
    Organization.objects.update(phone="(503) 555-0140")
    clinic = factories.clinic(description="Parking is free.", latitude=45, longitude=-122)
    clinic.hours.create(weekday=0, opens="08:00", closes="17:00")
    author = factories.therapist(clinic=clinic, bio="Likes gardens.")
    topic = factories.topic(warning_signs="It is hot.\nIt is red.", urgent_advice="Call today.")
    answer = factories.published_answer(author=author, topics=[topic])
    neighbor = factories.published_answer(author=author, topics=[topic])
    RelatedAnswer.objects.get_or_create(answer=answer, related=neighbor, is_pick=True)
    return [
        "/",
        "/answers/",
        answer.get_absolute_url(),
        f"{answer.get_absolute_url()}helpful/",
        f"{answer.get_absolute_url()}thanks/",
        "/topics/",
        topic.get_absolute_url(),
        "/search/",
        "/search/?q=knee",
        "/search/?q=zzzz",
        "/clinics/",
        clinic.get_absolute_url(),
        author.get_absolute_url(),
        "/book/",
        "/privacy/",
        "/ask/",
        "/ask/received/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_public_pages_have_no_violation_and_fit_the_window(page: Page, paths, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = {}

    for path in paths:
        page.goto(path)
        found[path] = (violations(page), max(overflow(page), 0))

    assert {path: problem for path, problem in found.items() if problem != ([], 0)} == {}


def test_error_pages_have_no_violation(page: Page, complaints, paths):
    factories.published_answer(title="Gone?").withdraw()
    found = {}

    for path in ["/answers/none/", "/answers/gone/"]:
        page.goto(path)
        found[path] = violations(page)
    complaints.clear()  # Chromium reports every 404 and 410.

    assert found == {"/answers/none/": [], "/answers/gone/": []}


def weigh(page: Page, path: str) -> dict[str, int]:
    """Return what a page asks for when it is read to its end, in bytes as they travel."""
    weights: dict[str, int] = {}

    def add(response: Response) -> None:
        body = response.body()
        is_packed_already = response.request.resource_type in {"image", "font"}
        weights[urlsplit(response.url).path] = len(
            body if is_packed_already else gzip.compress(body, 6)
        )

    page.on("response", add)
    page.goto(path, wait_until="networkidle")
    page.mouse.wheel(0, 20_000)
    page.locator(".site-footer").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", add)
    return weights


@pytest.mark.parametrize("width", [390, 1280])
def test_answer_page_is_light(page: Page, width):
    answer = long_answer()
    page.set_viewport_size({"width": width, "height": 800})

    weights = weigh(page, answer.get_absolute_url())

    picture = sum(weight for path, weight in weights.items() if "/answers/" in path[1:])
    assert picture > 0
    assert sum(weights.values()) - picture <= MOST_WITHOUT_PICTURE
    assert sum(weights.values()) <= MOST_WITH_PICTURE
    assert len(weights) <= MOST_REQUESTS


def test_phone_leaves_what_is_far_below_for_later(page: Page, live_server):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live_server.url + long_answer().get_absolute_url())
    link = page.locator("#related a").last
    is_drawn = "element => element.checkVisibility({contentVisibilityAuto: true})"

    assert not link.evaluate(is_drawn)
    link.focus()
    assert link.evaluate(is_drawn)


def test_feedback_is_given_without_leaving_the_page(page: Page, paths):
    page.goto(paths[2])

    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("It was hard to understand").check()
    page.get_by_role("button", name="Send the reason").click()

    page.get_by_text("That helps us to write better answers.").wait_for()
    assert urlsplit(page.url).path == paths[2]


def test_feedback_counts_for_the_words_on_the_page_though_others_went_live(page: Page, live_server):
    answer = long_answer()
    page.goto(live_server.url + answer.get_absolute_url())
    factories.new_words(answer)

    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Something is wrong or unsafe").check()
    page.get_by_role("button", name="Send the reason").click()

    page.get_by_text("That helps us to write better answers.").wait_for()
    assert list(Feedback.objects.values_list("revision__number", "reason")) == [(1, "unsafe")]


def test_skip_link_leads_to_the_content(page: Page, paths):
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_every_stop_of_the_keyboard_is_in_view(page: Page, paths):
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(paths[2])
    hidden = []

    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const box = document.activeElement.getBoundingClientRect();
                const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
                return seen ? "" : document.activeElement.outerHTML;
            }"""
        )
        hidden += [stop] if stop else []

    assert hidden == []
