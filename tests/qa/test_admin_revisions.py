"""The answers in work: their list, and what the page of each shows."""

import pytest
from django.urls import reverse

from qa.models import Answer, Disclaimer, Revision
from tests import factories
from tests.desk import log_in, log_in_manager
from tests.qa.editor import own_draft, page, step, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

LIST = reverse("admin:qa_revision_changelist")


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
