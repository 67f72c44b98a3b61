"""Whose draft it is: a colleague reads it; its author, a reviewer or who takes over writes it."""

import pytest
from django.urls import reverse

from clinics.models import Therapist
from qa.models import Revision
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import own_draft, page, step, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

REFUSAL = "Dana Reyes writes this draft. Ask them or a reviewer to change it."


def colleagues_draft(client, role: str = "therapist") -> Revision:
    """The draft of Dana's answer to a question, while somebody else is logged in."""
    log_in(client, role)
    dana = factories.therapist(display_name="Dana Reyes", user=factories.user())
    return factories.write(factories.question().start_answer(dana), title="As Dana wrote it")


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
