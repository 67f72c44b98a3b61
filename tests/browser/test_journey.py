"""The whole way: asked by form, answered and approved at the desk, published, found, related."""

import asyncio
import io
import threading
from pathlib import Path

import pytest
from django.core import mail
from django.db import connections
from PIL import Image
from playwright.sync_api import Page, expect
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from qa.models import Question
from tests import factories
from tests.browser.asking import fill_in, go_on, open_form, send
from tests.browser.desk import log_in

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ASKED = (
    "For some months my legs seem to bend inward at the knee, and now the front of one knee aches "
    "when I garden. My cousin says I need physical therapy. Are there exercises for this?"
)


def picture() -> dict[str, object]:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 1000), "#b9cba5").save(buffer, "JPEG")
    return {"name": "garden.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def run_worker() -> None:
    """Do the jobs that wait, as the worker process does; it has a thread and loop of its own."""

    async def work() -> None:
        connector = PsycopgConnector(kwargs=connector_params())
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(wait=False, install_signal_handlers=False)

    def in_thread() -> None:
        asyncio.run(work())
        connections.close_all()

    thread = threading.Thread(target=in_thread)
    thread.start()
    thread.join(30)


def write_answer(page: Page) -> None:
    page.get_by_label("Title").fill("Are there exercises for knees that lean inward?")
    page.get_by_label("Edited question").fill(
        "My knees lean inward and one of them aches. What helps?"
    )
    page.get_by_label("Things to know").fill("Hips steer the knee.\nShape alone seldom hurts.")
    editor = page.locator(".ProseMirror")
    editor.click()
    page.keyboard.type("Many knees lean inward and never hurt.")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="heading 2").click()
    page.keyboard.type("What you can do")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="paragraph").click()
    page.keyboard.type("Side steps train the hip. See our clinics")
    for _ in "our clinics":
        page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="insert link").click()
    page.get_by_label("URL").fill("/clinics/")
    page.get_by_role("button", name="Update").click()
    page.get_by_label("Choose an image").set_input_files(picture())
    page.get_by_label("What the image shows").fill("A person kneels in a garden")


def test_question_becomes_a_published_answer(page: Page, settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    clinic = factories.clinic(name="Riverside")
    author = factories.therapist(
        display_name="Maya Okafor", clinic=clinic, user=factories.user("therapist")
    )
    reviewer = factories.therapist(display_name="Tom Reyes", user=factories.user("reviewer"))
    knee = factories.topic(name="Knee", warning_signs="It is hot and red.")
    factories.published_answer(title="Why do my knees ache after gardening?", topics=[knee])

    open_form(page)
    fill_in(page, ASKED)
    page.get_by_text("Add your name, a topic or a clinic").click()
    page.get_by_label("Topic").select_option("Knee")
    page.get_by_label("You may publish an edited version").check()
    expect(page.get_by_role("button", name="This answered my question")).to_be_visible()
    go_on(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have your question.")
    run_worker()
    assert [(m.subject, m.to, "knee" in m.body.lower()) for m in mail.outbox] == [
        ("We received your message", ["robin@example.com"], False)
    ]

    log_in(page, author.user.username)
    page.get_by_role("link", name="For some months my legs").first.click()
    page.get_by_role("button", name="Start the answer").click()
    write_answer(page)
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("is sent for review")).to_be_visible()

    log_in(page, reviewer.user.username)
    page.get_by_role("link", name="Are there exercises for knees").first.click()
    for sentence in page.locator("#decision").get_by_role("radio", name="Yes").all():
        sentence.check()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("The answer is published.")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/answers/are-there-exercises-for-knees-that-lean-inward/")
    for part in [
        page.get_by_role(
            "heading", level=1, name="Are there exercises for knees that lean inward?"
        ),
        page.get_by_text("Answered by Maya Okafor, PT, DPT"),
        page.get_by_text("Reviewed by Tom Reyes, PT, DPT"),
        page.get_by_text("My knees lean inward and one of them aches."),
        page.locator("#disclaimer").get_by_text("general information"),
        page.locator("#key-points").get_by_text("Hips steer the knee."),
        page.get_by_role("heading", level=2, name="What you can do"),
        page.locator(".prose").get_by_role("link", name="our clinics"),
        page.get_by_text("It is hot and red."),
        page.get_by_text("Next review due"),
        page.locator("#book").get_by_role("link", name="Book physical therapy"),
        page.locator("#related").get_by_text("Why do my knees ache after gardening?"),
    ]:
        expect(part).to_be_visible()
    image = page.get_by_alt_text("A person kneels in a garden")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0

    page.goto("/search/?q=kneees leaning")
    page.get_by_role("link", name="Are there exercises for knees that lean inward?").click()
    page.goto("/answers/why-do-my-knees-ache-after-gardening/")
    expect(page.locator("#related").get_by_text("Are there exercises for knees")).to_be_visible()

    run_worker()
    question = Question.objects.get()
    assert (question.status, [m.subject for m in mail.outbox]) == (
        "published",
        ["We received your message", "There is news about your message"],
    )
    assert ASKED not in page.content()
