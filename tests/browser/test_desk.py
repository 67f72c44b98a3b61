"""The desk in a real browser: a therapist on a tablet answers a question and loses no word."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from qa.models import Answer, Passage, Question, Revision
from qa.rich_text import plain_text
from tests import factories
from tests.browser.desk import log_in

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TABLET = {"width": 820, "height": 1100}
AT_ONCE = 9_000  # milliseconds in which typed words are on the server


@pytest.fixture(autouse=True)
def _jobs(jobs):
    """Mail is not part of these journeys."""


@pytest.fixture
def tablet(page: Page) -> Page:
    page.set_viewport_size(TABLET)
    return page


def somebody(role: str, name: str):
    user = factories.user(role, username=name)
    return factories.therapist(user=user, display_name=name.title())


def own_draft(page: Page, **values) -> Revision:
    revision = factories.draft(author=somebody("therapist", "nadia"), **values)
    log_in(page, "nadia")
    page.goto(f"/admin/qa/revision/{revision.pk}/change/")
    return revision


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


def test_answer_is_approved_for_later_and_stopped(tablet):
    somebody("reviewer", "tom")
    revision = factories.revision_in_review(title="Is it bad when my knee clicks?")
    log_in(tablet, "tom")

    tablet.goto(f"/admin/qa/revision/{revision.pk}/review/")
    for sentence in tablet.locator("#decision").get_by_role("radio", name="Yes").all():
        sentence.check()
    tablet.get_by_text("Publish it at a set time").click()
    tablet.get_by_label("Goes public on").fill("2099-03-01T08:00")
    tablet.get_by_role("button", name="Approve for this time").click()
    expect(tablet.get_by_text("It goes public on Sunday, March 1, 2099")).to_be_visible()
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


def test_typed_words_wait_for_a_lost_connection(tablet, complaints):
    revision = own_draft(tablet)
    tablet.context.set_offline(True)

    tablet.get_by_label("Title").fill("Typed in the basement")
    expect(tablet.get_by_text("No connection to the desk.")).to_be_visible(timeout=AT_ONCE)
    tablet.context.set_offline(False)

    expect(tablet.get_by_text(re.compile("^Saved"))).to_be_visible(timeout=AT_ONCE)
    revision.refresh_from_db()
    assert revision.title == "Typed in the basement"
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


def pages() -> dict[str, str]:
    """Every page of the desk that a therapist or a reviewer uses, by what it is."""
    therapist = somebody("reviewer", "tom")
    waiting = factories.question(topic=factories.topic(), clinic=factories.clinic())
    factories.question(text="Painwithoutaspace" * 15)
    draft = factories.question(text="Being answered?").start_answer(therapist)
    factories.write(draft, title="Will Dr. Miller's knee heal?")
    sent = factories.revision_in_review()
    live = factories.published_answer(title="Why does my knee click?").live_revision
    later = factories.revision_in_review()
    later.schedule(therapist, timezone.now() + dt.timedelta(days=1))
    passage = Passage.objects.create(title="Thanks", body="<p>Thank you.</p><p>Bye.</p>")
    question, revision = f"qa/question/{waiting.pk}", "qa/revision"
    return {
        "today": "",
        "queue": "qa/question/",
        "question": f"{question}/change/",
        "history": f"{question}/history/",
        "private answer": f"{question}/answer/",
        "reasons to decline": f"{question}/decline/",
        "refusal": f"{question}/decline/?reason=not_a_question",
        "reuse": f"{question}/reuse/?answer={live.answer_id}",
        "passages": "qa/passage/",
        "no passages": "qa/passage/?q=nothing",
        "new passage": "qa/passage/add/",
        "passage": f"qa/passage/{passage.pk}/change/",
        "work": f"{revision}/",
        "no work": f"{revision}/?q=nothing",
        "editor": f"{revision}/{draft.pk}/change/",
        "preview": f"{revision}/{draft.pk}/preview/",
        "review": f"{revision}/{sent.pk}/review/",
        "slip": f"{revision}/{sent.pk}/correct/",
        "set time": f"{revision}/{later.pk}/change/",
        "live words": f"{revision}/{live.pk}/change/",
        "answers": "qa/answer/",
        "new answer": "qa/answer/add/",
        "answer": f"qa/answer/{live.answer_id}/change/",
        "withdrawal": f"qa/answer/{live.answer_id}/withdraw/",
        "letters": "qa/notice/mine/",
        "second factor": "second-factor/",
        "show yourself again": "confirm/",
        "password": "password_change/",
    }


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_pages_fit(page, width):
    """The fixture fails the test when a page complains."""
    addresses = pages()
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, "tom")
    wide = []
    for name, address in addresses.items():
        page.goto(f"/admin/{address}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    assert wide == []


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


BUSY = ["today", "queue", "editor", "review"]
KINDS_OF_MANAGERS = [
    *("qa/auditentry", "qa/notice", "qa/bookingcount", "qa/answeredcount", "qa/searchcount"),
    *("qa/feedback", "qa/topic", "qa/disclaimer", "qa/synonym", "qa/warningsign"),
    *("clinics/therapist", "clinics/clinic", "clinics/organization", "auth/user"),
]


@pytest.mark.parametrize(
    ("width", "scheme", "named"),
    [(390, "light", None), (1280, "dark", None), (820, "light", BUSY), (820, "dark", BUSY)],
    ids=["phone", "dark desk", "tablet", "dark tablet"],
)
def test_pages_have_no_barriers(page, complaints, width, scheme, named):
    addresses = pages()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    page.goto("/admin/")
    found = {"login": barriers(page)}
    log_in(page, "tom")
    for name in named or addresses:
        page.goto(f"/admin/{addresses[name]}", wait_until="load")
        found[name] = barriers(page)

    assert {name: problems for name, problems in found.items() if problems} == {}
    page.goto("about:blank")
    complaints.clear()  # The policy refuses the styles of the checker itself.


def test_lists_of_managers_have_no_barriers_and_fit(page, complaints):
    factories.user("manager", username="ada")
    factories.question().notices.create(kind="declined")
    factories.clinic()
    log_in(page, "ada")
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for kind in KINDS_OF_MANAGERS:
        page.goto(f"/admin/{kind}/")
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[kind] = [*barriers(page), *(["too wide"] if too_wide else [])]

    assert {kind: problems for kind, problems in found.items() if problems} == {}
    page.goto("about:blank")
    complaints.clear()  # The policy refuses the styles of the checker itself.


def barriers(page: Page) -> list[str]:
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [violation["id"] for violation in results.response["violations"]]
