import pytest
from django.urls import reverse

from qa.models import Passage
from tests import factories
from tests.desk import log_in, log_in_manager

pytestmark = pytest.mark.django_db

ADD = reverse("admin:qa_passage_add")
LIST = reverse("admin:qa_passage_changelist")
WORDS = {"title": "Thanks", "body": "<p>Thank you for writing.</p><script>x()</script>"}


def passage(title: str, owner=None) -> Passage:
    return Passage.objects.create(title=title, body="<p>Words.</p>", owner=owner)


def test_therapist_keeps_a_passage_of_their_own(client):
    therapist = log_in(client)

    client.post(ADD, WORDS)

    kept = Passage.objects.get()
    assert (kept.title, kept.body, kept.owner) == (
        "Thanks",
        "<p>Thank you for writing.</p>",
        therapist,
    )


def test_therapist_shares_nothing(client):
    therapist = log_in(client)

    client.post(ADD, WORDS | {"for_everybody": "on"})

    assert Passage.objects.get().owner == therapist


def test_reviewer_says_whom_a_passage_is_for(client):
    reviewer = log_in(client, "reviewer")

    client.post(ADD, WORDS | {"for_everybody": "on"})
    client.post(ADD, WORDS | {"title": "Mine"})

    assert set(Passage.objects.values_list("title", "owner")) == {
        ("Thanks", None),
        ("Mine", reviewer.pk),
    }


def test_manager_keeps_the_shared_ones(client):
    log_in_manager(client)

    client.post(ADD, WORDS)

    assert Passage.objects.get().is_shared


def test_list_shows_shared_ones_and_ones_own(client):
    therapist = log_in(client)
    mine, shared = passage("Mine", therapist), passage("Shared")
    passage("Hers", factories.therapist())

    assert set(client.get(LIST).context["cl"].result_list) == {mine, shared}


def test_passage_of_another_is_not_there(client):
    log_in(client)
    hers = passage("Hers", factories.therapist())

    response = client.get(reverse("admin:qa_passage_change", args=[hers.pk]))

    assert response.url == reverse("admin:index")


def test_shared_passage_is_not_changed_by_a_therapist(client):
    log_in(client)
    shared = passage("Shared")

    response = client.post(reverse("admin:qa_passage_change", args=[shared.pk]), WORDS)

    assert response.status_code == 403


def test_two_passages_of_one_title_are_told_apart(client):
    therapist = log_in(client)
    passage("Thanks", therapist)

    response = client.post(ADD, WORDS)

    assert response.context["errors"] == [
        ["Choose another title; there is a passage of this name."]
    ]


def test_editor_offers_ones_own_passages_and_the_shared_ones(client):
    therapist = log_in(client)
    mine, shared = passage("Mine", therapist), passage("Shared")
    passage("Hers", factories.therapist())
    draft = factories.draft(author=therapist)

    shown = client.get(reverse("admin:qa_revision_change", args=[draft.pk]))

    assert list(shown.context["passages"]) == [mine, shared]


def test_passage_is_offered_part_by_part():
    words = Passage(body="<p>Call us.</p><ul><li><p>At once</p></li><li><p>Soon</p></li></ul>")

    assert words.parts == [
        "<p>Call us.</p>",
        "<ul><li><p>At once</p></li><li><p>Soon</p></li></ul>",
    ]


@pytest.mark.parametrize(
    ("query", "words"), [({}, "No passage yet."), ({"q": "xyz"}, "Nothing here has these words.")]
)
def test_empty_list_says_what_it_is_for(client, query, words):
    log_in(client)

    response = client.get(reverse("admin:qa_passage_changelist"), query)

    assert f'<p class="nothing">{words}' in response.content.decode()
