import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from clinics.models import Therapist
from qa.admin.revision_forms import version
from qa.models import Answer, Disclaimer, Revision
from tests import factories
from tests.desk import log_in, log_in_manager, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

LIST = reverse("admin:qa_revision_changelist")


def page(revision: Revision) -> str:
    return reverse("admin:qa_revision_change", args=[revision.pk])


def step(revision: Revision, name: str) -> str:
    return reverse(f"admin:qa_revision_{name}", args=[revision.pk])


def typed(revision: Revision, **values) -> dict[str, object]:
    """What the editor posts."""
    return {
        "seen": version(revision),
        "title": revision.title,
        "edited_question": revision.edited_question,
        "key_points": "\n".join(revision.key_points),
        "body": revision.body,
        **values,
    }


def picture(name: str = "knee.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), "green").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def own_draft(client, **values) -> Revision:
    return factories.draft(author=log_in(client), **values)


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
    ],
)
def test_save_of_too_much_says_where_and_keeps_everything(client, values, field, message):
    revision = own_draft(client)

    response = client.post(page(revision), typed(revision, body="<p>New words.</p>", **values))

    form = response.context["form"]
    assert form.errors == {field: [message]}
    assert (form["body"].value(), form[field].value()) == ("<p>New words.</p>", values[field])


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
    assert response.url == reverse("admin:index") + f"?taken={revision.pk}"


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


def test_preview_shows_the_typed_words_as_the_public_page(client):
    revision = own_draft(client)

    response = client.post(
        page(revision), typed(revision, title="Does it help?", _preview=""), follow=True
    )

    shown = response.content.decode()
    assert 'id="disclaimer"' in shown
    assert '<h1 class="answer__title">Does it help?</h1>' in shown


def test_preview_publishes_nothing(client):
    revision = own_draft(client)

    client.get(step(revision, "preview"))

    assert (Answer.objects.get().slug, Answer.objects.published().count()) == (None, 0)


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


def colleagues_draft(client, role: str = "therapist") -> Revision:
    """The draft of Dana's answer to a question, while somebody else is logged in."""
    log_in(client, role)
    dana = factories.therapist(display_name="Dana Reyes", user=factories.user())
    return factories.write(factories.question().start_answer(dana), title="As Dana wrote it")


REFUSAL = "Dana Reyes writes this draft. Ask them or a reviewer to change it."


def test_draft_of_a_colleague_is_read_and_not_written(client):
    revision = colleagues_draft(client)

    response = client.get(page(revision))

    assert "form" not in response.context
    assert f'<p class="note">{REFUSAL}</p>' in response.content.decode()
    assert response.context["refusal"] == REFUSAL


@pytest.mark.parametrize("button", ["_save", "_preview", "_send"])
def test_draft_of_a_colleague_keeps_its_words_and_loses_none_of_the_typed(client, button):
    revision = colleagues_draft(client)

    response = client.post(page(revision), typed(revision, title="My own words", **{button: ""}))

    html = response.content.decode()
    assert (REFUSAL in html, 'value="My own words"' in html) == (True, True)
    revision.refresh_from_db()
    assert (revision.title, revision.status) == ("As Dana wrote it", "draft")


def test_draft_of_a_colleague_is_not_saved_while_somebody_types(client):
    revision = colleagues_draft(client)

    response = client.post(step(revision, "autosave"), typed(revision, title="My own words"))

    assert response.status_code == 409
    revision.refresh_from_db()
    assert revision.title == "As Dana wrote it"


def test_draft_of_a_colleague_is_not_sent_from_its_preview(client):
    revision = colleagues_draft(client)

    shown = client.get(step(revision, "preview"))
    response = client.post(step(revision, "send"), follow=True)

    assert (shown.context["may_send"], said(response)) == (False, [REFUSAL])
    revision.refresh_from_db()
    assert revision.status == "draft"


def test_draft_is_not_sent_by_a_login_without_a_therapist(client):
    revision = colleagues_draft(client)
    Therapist.objects.exclude(pk=revision.author_id).update(user=None)

    client.post(step(revision, "send"))

    revision.refresh_from_db()
    assert revision.status == "draft"


def test_reviewer_may_correct_the_draft_of_a_colleague(client):
    revision = colleagues_draft(client, "reviewer")

    client.post(page(revision), typed(revision, title="Corrected", author=revision.author_id))

    revision.refresh_from_db()
    assert (revision.title, revision.author.display_name) == ("Corrected", "Dana Reyes")


def test_whoever_takes_over_the_question_may_write_its_draft(client):
    revision = colleagues_draft(client)
    [question] = revision.answer.questions.all()
    question.release()
    client.post(reverse("admin:qa_question_claim", args=[question.pk]))

    client.post(page(revision), typed(revision, title="Taken over"))

    revision.refresh_from_db()
    assert revision.title == "Taken over"


def test_author_is_chosen_by_reviewers_only(client):
    revision = own_draft(client)
    fields_of_therapist = client.get(page(revision)).context["form"].fields
    log_in(client, "reviewer")
    fields_of_reviewer = client.get(page(revision)).context["form"].fields

    assert ("author" in fields_of_therapist, "author" in fields_of_reviewer) == (False, True)


def test_editor_shows_the_private_question_beside_the_words(client):
    author = log_in(client)
    revision = factories.question(text="What Robin really wrote.").start_answer(author)

    assert "What Robin really wrote." in client.get(page(revision)).content.decode()


def test_editor_shows_why_the_draft_was_returned(client):
    revision = factories.revision_in_review(author=log_in(client))
    revision.return_to_author("Name the warning signs.")

    assert "Name the warning signs." in client.get(page(revision)).content.decode()


def test_editor_shows_the_disclaimer_in_force(client):
    revision = own_draft(client)
    Disclaimer.objects.publish("Second edition of the note.")

    assert "Second edition of the note." in client.get(page(revision)).content.decode()


def test_editor_gives_the_import_map_its_nonce(client):
    response = client.get(page(own_draft(client)))

    shown = response.content.decode()
    assert shown.count('<script type="importmap" nonce=') == 1
    assert f"'nonce-{response.wsgi_request.csp_nonce}'" in response["Content-Security-Policy"]


def test_approved_words_are_only_shown(client):
    author = log_in(client)
    revision = factories.published_answer(author=author).live_revision

    shown = client.get(page(revision)).content.decode()

    assert "Save draft" not in shown
    assert "Write a new revision" in shown


def test_draft_is_only_shown_to_a_manager(client):
    log_in_manager(client)
    revision = factories.draft()

    assert client.get(page(revision)).templates[0].name == "admin/qa/revision/read.html"
    assert client.post(page(revision), typed(revision)).status_code == 403


@pytest.mark.parametrize("name", ["autosave", "send", "take_back", "approve"])
def test_step_by_a_link_changes_nothing(client, name):
    log_in(client, "reviewer")
    revision = factories.draft()

    assert client.get(step(revision, name)).status_code == 405


def imported_live_revision() -> Revision:
    revision = factories.published_answer().live_revision
    answer = Answer.objects.create(slug="moved-in")
    imported = Revision.objects.create(
        answer=answer,
        number=1,
        title="Moved in?",
        is_imported=True,
        status="approved",
        approved_at=revision.approved_at,
        disclaimer=revision.disclaimer,
    )
    answer.live_revision, answer.published_at = imported, revision.approved_at
    answer.save()
    return imported


def test_list_shows_what_waits_for_a_review(client):
    log_in(client, "reviewer")
    factories.draft()
    imported = imported_live_revision()
    sent = factories.revision_in_review()

    assert list(client.get(LIST).context["cl"].result_list) == [sent, imported]


def test_list_leaves_out_imported_words_that_are_being_rewritten(client):
    author = log_in(client, "reviewer")
    imported_live_revision().answer.start_revision(author)

    assert list(client.get(LIST).context["cl"].result_list) == []


def test_restore_begins_a_draft_in_earlier_words(client):
    author = log_in(client)
    answer = factories.published_answer(author=author, title="Rest it?")
    first = answer.live_revision
    second = answer.start_revision(author)
    second.title = "Move it?"
    second.save()
    second.send_for_review()
    second.approve(factories.therapist())

    client.post(step(first, "restore"))

    assert answer.open_revision.title == "Rest it?"
