"""Writing at the desk: a draft is saved, saves itself, is sent for review and taken back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from qa.admin.revision_forms import version
from qa.models import Revision
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import own_draft, page, step, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


def picture(name: str = "knee.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), "green").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def test_save_keeps_the_words(client):
    revision = own_draft(client)
    words = {
        "title": "Why does it click?",
        "edited_question": "My knee clicks.",
        "key_points": " Clicks are common. \n\nMoving helps.",
        "body": "<p>It <strong>mostly</strong> is harmless.</p>",
        "call_to_action_button": "Book now",
        "_save": "",
    }

    response = client.post(page(revision), typed(revision, **words), follow=True)

    revision.refresh_from_db()
    assert said(response) == ["The draft is saved."]
    assert (revision.title, revision.edited_question, revision.key_points, revision.body) == (
        "Why does it click?",
        "My knee clicks.",
        ["Clicks are common.", "Moving helps."],
        "<p>It <strong>mostly</strong> is harmless.</p>",
    )


def test_save_keeps_no_character_that_nobody_types(client):
    revision = own_draft(client)
    pasted = {
        "title": "Why does it\x0b click?",
        "edited_question": "My\0 knee\x01 clicks.\r\n\tWhy?",
        "key_points": "Strong\0 hips\x01 help.\r\n\x02\r\nRest\x7f is fine.",
        "body": "<p>Knees\x0b click&#x7f;.</p>",
    }

    client.post(page(revision), typed(revision, **pasted))

    revision.refresh_from_db()
    assert (revision.title, revision.edited_question, revision.key_points, revision.body) == (
        "Why does it click?",
        "My knee clicks.\n\tWhy?",
        ["Strong hips help.", "Rest is fine."],
        "<p>Knees click.</p>",
    )


def test_save_takes_an_empty_draft(client):
    revision = own_draft(client, title="", edited_question="", key_points=[], body="")

    client.post(page(revision), typed(revision))

    revision.refresh_from_db()
    assert revision.status == "draft"


def test_save_cleans_rich_text(client):
    revision = own_draft(client)

    client.post(
        page(revision), typed(revision, body='<p onclick="x()">Hi<script>alert(1)</script></p>')
    )

    revision.refresh_from_db()
    assert revision.body == "<p>Hi</p>"


def test_save_sets_topics_before_the_first_publication(client):
    revision = own_draft(client)
    knee = factories.topic()

    client.post(page(revision), typed(revision, topics=[knee.pk]))

    assert list(revision.answer.topics.all()) == [knee]


def test_save_leaves_topics_of_a_published_answer_alone(client):
    knee = factories.topic()
    author = log_in(client)
    answer = factories.published_answer(author=author, topics=[knee])
    revision = answer.start_revision(author)

    client.post(page(revision), typed(revision, topics=[]))

    assert list(answer.topics.all()) == [knee]


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"title": "x" * 201}, "title", "Shorten the title to 200 characters."),
        (
            {"key_points": "ok\n" + "x" * 251},
            "key_points",
            "Shorten line 2 to 250 characters; it has 251.",
        ),
        (
            {"body": f"<p>{'x' * 500_000}</p>"},
            "body",
            "Shorten the answer to 500,000 characters; it has 500,007.",
        ),
    ],
)
def test_save_of_too_much_says_where_and_keeps_everything(client, values, field, message):
    revision = own_draft(client)
    values = {"body": "<p>New words.</p>", **values}

    response = client.post(page(revision), typed(revision, **values))

    form = response.context["form"]
    assert form.errors == {field: [message]}
    assert {name: form[name].value() for name in values} == values


def test_save_stores_an_image_with_its_words(client):
    revision = own_draft(client)

    client.post(page(revision), typed(revision, image=picture(), image_alt="A green knee."))

    revision.refresh_from_db()
    assert (revision.image.size_in_pixels, revision.image_alt) == ((600, 400), "A green knee.")


def test_save_of_an_image_without_words_asks_for_them(client):
    revision = own_draft(client)

    response = client.post(page(revision), typed(revision, image=picture()))

    assert response.context["form"].errors == {
        "image_alt": [
            "Say what the image shows, or mark it as decorative. Then choose the image again."
        ]
    }


def test_save_of_a_file_that_is_no_picture_is_refused(client):
    revision = own_draft(client)
    file = SimpleUploadedFile("knee.jpg", b"<?php phpinfo();", "image/jpeg")

    response = client.post(page(revision), typed(revision, image=file, image_alt="A knee."))

    assert list(response.context["form"].errors) == ["image"]


def test_save_removes_an_image(client):
    revision = own_draft(client, image=picture(), image_alt="A green knee.")

    client.post(page(revision), typed(revision, **{"image-clear": "on"}))

    revision.refresh_from_db()
    assert not revision.image


def test_second_save_overwrites_nothing_and_shows_both_texts(client):
    revision = own_draft(client)
    before = typed(revision)
    client.post(page(revision), {**before, "title": "Theirs"})

    response = client.post(page(revision), {**before, "title": "Mine"})

    revision.refresh_from_db()
    assert revision.title == "Theirs"
    assert response.context["form"]["title"].value() == "Mine"
    assert response.context["theirs"] == {"title": "Theirs"}


def test_save_after_seeing_both_texts_goes_through(client):
    revision = own_draft(client)
    before = typed(revision)
    client.post(page(revision), {**before, "title": "Theirs"})
    both = client.post(page(revision), {**before, "title": "Mine"})

    client.post(
        page(revision), {**before, "title": "Mine", "seen": both.context["form"]["seen"].value()}
    )

    revision.refresh_from_db()
    assert revision.title == "Mine"


def test_save_of_a_revision_in_review_is_refused_and_keeps_the_words(client):
    revision = own_draft(client)
    before = typed(revision, title="Mine")
    revision.send_for_review()

    response = client.post(page(revision), before)

    assert "Mine" in response.content.decode()
    assert "Save draft" not in response.content.decode()
    assert Revision.objects.get().title != "Mine"


def test_autosave_keeps_the_words_and_says_what_is_stored(client):
    revision = own_draft(client)

    response = client.post(step(revision, "autosave"), typed(revision, title="While typing"))

    revision.refresh_from_db()
    assert revision.title == "While typing"
    assert response.json() == {"seen": version(revision)}


def test_autosave_overwrites_nothing(client):
    revision = own_draft(client)
    before = typed(revision)
    client.post(page(revision), {**before, "title": "Theirs"})

    response = client.post(step(revision, "autosave"), {**before, "title": "Mine"})

    revision.refresh_from_db()
    assert (response.status_code, revision.title) == (409, "Theirs")


def test_send_hands_the_draft_to_the_reviewers(client):
    revision = own_draft(client)

    response = client.post(page(revision), typed(revision, title="Does it help?", _send=""))

    revision.refresh_from_db()
    assert (revision.status, revision.title) == ("in_review", "Does it help?")
    assert response.url == reverse("admin:index")
    taken = f'data-taken="draft-{revision.pk}">“Does it help?” is sent for review.'
    assert taken in client.get(response.url).content.decode()


def test_send_of_an_incomplete_draft_saves_it_and_says_what_is_missing(client):
    revision = own_draft(client)

    response = client.post(
        page(revision), typed(revision, title="", body="<p>New words.</p>", _send="")
    )

    revision.refresh_from_db()
    assert response.context["form"].errors == {"title": ["Write the question as a title."]}
    assert (revision.status, revision.body) == ("draft", "<p>New words.</p>")


def test_send_can_be_tried_again_at_once(client):
    revision = own_draft(client)
    first = client.post(page(revision), typed(revision, title="", _send=""))

    seen = first.context["form"]["seen"].value()
    client.post(page(revision), typed(revision, title="Does it help?", seen=seen, _send=""))

    revision.refresh_from_db()
    assert revision.status == "in_review"


def test_take_back_gives_the_author_the_draft(client):
    revision = factories.revision_in_review(author=log_in(client))

    client.post(step(revision, "take_back"))

    revision.refresh_from_db()
    assert revision.status == "draft"


def test_take_back_by_another_is_refused(client):
    log_in(client)
    revision = factories.revision_in_review()

    client.post(step(revision, "take_back"))

    revision.refresh_from_db()
    assert revision.status == "in_review"
