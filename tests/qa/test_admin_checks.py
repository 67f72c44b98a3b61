import pytest
from django.core.management import call_command
from django.urls import reverse

from qa.checks import check
from qa.models import Dismissal, LinkCheck, Revision
from tests import factories
from tests.desk import log_in, said
from tests.qa.editor import own_draft, page, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]


def address(revision: Revision, step: str) -> str:
    return reverse(f"admin:qa_revision_{step}", args=[revision.pk])


def box(revision: Revision) -> str:
    """The name of the box for the first reason."""
    return check(revision).identifiers[0].input_name


def named(client, **words) -> Revision:
    return own_draft(client, body="<p>Ask Anna Keller about it.</p>", **words)


def test_sending_identifying_words_comes_back_with_a_box_for_the_reason(client):
    revision = own_draft(client)
    words = typed(revision, body="<p>Ask Anna Keller about it.</p>", _send="")

    response = client.post(page(revision), words)

    revision.refresh_from_db()
    assert (response.status_code, revision.status) == (200, "draft")
    assert response.context["form"].errors == {
        "body": ["Take out “Anna Keller” (a name), or say in the checks why it identifies nobody."]
    }
    assert f'name="{box(revision)}"' in response.text
    assert "Ask <mark>Anna Keller</mark> about it." in response.text
    assert revision.body == "<p>Ask Anna Keller about it.</p>"


def test_reason_sent_along_lets_the_draft_go_to_review(client):
    revision = named(client)

    response = client.post(
        page(revision), typed(revision, **{box(revision): "A song."}, _send=""), follow=True
    )

    revision.refresh_from_db()
    assert revision.status == "in_review"
    assert said(response) == [f"“{revision}” is sent for review."]
    kept = Dismissal.objects.get()
    assert (kept.reason, kept.dismissed_by) == ("A song.", response.wsgi_request.user)


def test_one_open_place_is_enough_to_come_back_and_no_reason_is_lost(client):
    revision = named(client, edited_question="My number is 503-555-0100.")
    number, name = (found.input_name for found in check(revision).identifiers)

    response = client.post(
        page(revision), typed(revision, **{name: "A song.", number: " "}, _send="")
    )

    revision.refresh_from_db()
    assert revision.status == "draft"
    assert [found.reason for found in response.context["checks"].identifiers] == ["", "A song."]
    assert list(response.context["form"].errors) == ["edited_question"]


def test_reason_is_still_there_when_something_else_is_wrong(client):
    revision = named(client)

    response = client.post(
        page(revision), typed(revision, title="x" * 201, **{box(revision): "A song."}, _save="")
    )

    assert Dismissal.objects.count() == 0
    assert 'value="A song."' in response.text


def test_preview_is_no_way_around_the_checks(client):
    revision = named(client)

    response = client.post(address(revision, "send"), follow=True)

    revision.refresh_from_db()
    assert revision.status == "draft"
    assert said(response) == [
        "Take out “Anna Keller” (a name), or say in the checks why it identifies nobody."
    ]


def test_reason_saves_itself_with_the_draft(client):
    revision = named(client)

    client.post(address(revision, "autosave"), typed(revision, **{box(revision): "A song."}))

    assert Dismissal.objects.get().reason == "A song."


def test_reason_for_words_that_are_not_there_is_not_kept(client):
    revision = own_draft(client)

    client.post(page(revision), typed(revision, **{"reason-" + "0" * 64: "Whatever."}))

    assert Dismissal.objects.count() == 0


def test_checks_are_read_again_after_a_save(client):
    revision = named(client)

    response = client.get(address(revision, "checks"))

    assert "<mark>Anna Keller</mark>" in response.text
    assert "1 place may tell who somebody is." in response.text


def test_words_in_the_checks_are_words_and_no_html(client):
    revision = own_draft(client, title="Ask <img src=x> Anna Keller <script>")

    response = client.get(address(revision, "checks"))

    assert "<img" not in response.text
    assert "<script" not in response.text


def test_reviewer_sees_the_same_checks_and_the_reasons(client):
    revision = factories.draft(body="<p>Ask Anna Keller about it.</p>")
    by = factories.user("reviewer", first_name="Nadia", last_name="Berg")
    revision.explain({check(revision).identifiers[0].place.digest: "A song."}, by)
    revision.send_for_review()
    log_in(client, "reviewer")

    response = client.get(address(revision, "review"))

    assert "<mark>Anna Keller</mark>" in response.text
    assert "“A song.” Nadia Berg," in response.text


def test_saving_asks_the_worker_about_new_links_once_a_day(client, jobs):
    revision = own_draft(client)
    body = '<p><a href="https://example.org/knee">Read on</a>, <a href="tel:911">call</a>.</p>'

    for _ in range(2):
        revision.refresh_from_db()
        client.post(address(revision, "autosave"), typed(revision, body=body))

    link = LinkCheck.objects.get()
    assert link.address == "https://example.org/knee"
    assert [(job["task_name"], job["args"]) for job in jobs.values()] == [
        ("check_link", {"link_id": link.pk})
    ]


def test_link_that_does_not_answer_is_told_and_does_not_stand_in_the_way(client):
    revision = own_draft(client, body='<p><a href="https://example.org/gone">Read on</a></p>')
    LinkCheck.objects.create(
        address="https://example.org/gone", asked_at=revision.updated_at, is_answering=False
    )

    response = client.get(page(revision))
    client.post(page(revision), typed(revision, _send=""))

    revision.refresh_from_db()
    assert response.text.count("https://example.org/gone</li>") == 1
    assert revision.status == "in_review"


def test_demo_needs_no_excuse(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", verbosity=0)

    assert Revision.objects.count() > 20
    assert [str(r) for r in Revision.objects.all() if check(r).open_identifiers] == []
