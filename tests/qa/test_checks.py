import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from qa.checks import FIELDS, check
from qa.models import Dismissal, Revision
from tests import factories

pytestmark = pytest.mark.django_db

# One of each kind; a standing test: none of them may reach a reviewer unseen, in any field.
IDENTIFYING = {
    "name": "Anna Keller",
    "place": "12 Elm Street",
    "date": "March 3, 2024",
    "age": "93 years old",
    "phone": "503-555-0100",
    "email": "anna@example.com",
    "url": "www.annasknee.com",
    "handle": "@annaruns",
    "ip": "192.0.2.17",
    "number": "MRN 4488123",
}


def put(name: str, words: str) -> dict[str, object]:
    """Words of a revision with something said in one field."""
    if name == "key_points":
        return {name: ["Moving helps.", f"So it was with {words}."]}
    if name == "body":
        return {name: f"<p>Moving helps. <a href='https://example.org/'>So {words} said.</a></p>"}
    return {name: f"So {words} said."[:60], **({} if name != "image_alt" else {"image": "a.webp"})}


def codes(error: ValidationError) -> dict[str, set[str]]:
    return {name: {e.code for e in errors} for name, errors in error.error_dict.items()}


@pytest.mark.parametrize(
    ("name", "kind"),
    [*((name, "name") for name in FIELDS), *(("body", kind) for kind in IDENTIFYING)],
)
def test_no_kind_of_identifier_reaches_review_in_any_field(name, kind):
    revision = factories.draft(**put(name, IDENTIFYING[kind]))

    with pytest.raises(ValidationError) as refusal:
        revision.send_for_review()

    assert codes(refusal.value) == {name: {"identifying"}}
    assert Revision.objects.get().status == "draft"


def test_reason_lets_words_pass_and_is_kept():
    revision = factories.draft(body="<p>Ask Anna Keller about it.</p>")

    factories.explain(revision, "She is a character in a song.")
    revision.send_for_review()

    (kept,) = Dismissal.objects.all()
    assert (kept.kind, kept.reason) == ("name", "She is a character in a song.")
    assert kept.dismissed_at is not None
    assert revision.status == "in_review"


def test_reason_holds_for_the_same_words_everywhere():
    revision = factories.draft(title="Anna Keller's knee?", body="<p>ask anna  keller.</p>")

    assert len(check(revision).identifiers) == 1
    factories.explain(revision, "A song.")

    assert check(revision).open_identifiers == []


def test_reason_that_is_taken_back_stands_in_the_way_again():
    revision = factories.draft(body="<p>Ask Anna Keller.</p>")
    factories.explain(revision, "A song.")

    factories.explain(revision, "")

    assert [found.place.words for found in check(revision).open_identifiers] == ["Anna Keller"]
    assert Dismissal.objects.count() == 0


def test_changed_words_are_asked_again():
    revision = factories.draft(body="<p>Ask Anna Keller.</p>")
    factories.explain(revision, "A song.")

    factories.write(revision, body="<p>Ask Anna Miller.</p>")

    assert [found.place.words for found in check(revision).open_identifiers] == ["Anna Miller"]


def test_new_revision_is_only_asked_where_the_words_changed():
    answer_of = factories.draft(body="<p>Ask Anna Keller.</p>")
    factories.explain(answer_of, "A song.")
    answer_of.send_for_review()
    answer_of.approve(factories.therapist())
    answer = answer_of.answer

    revision = answer.start_revision(answer_of.author)
    assert [found.reason for found in check(revision).identifiers] == ["A song."]
    factories.write(revision, body="<p>Ask Anna Keller, 503-555-0100.</p>")

    assert [found.place.words for found in check(revision).open_identifiers] == ["503-555-0100"]


def test_slip_in_review_is_not_corrected_into_something_identifying():
    revision = factories.revision_in_review()

    with pytest.raises(ValidationError) as refusal:
        revision.correct_question("Anna Keller asks: what helps?")

    assert codes(refusal.value) == {"edited_question": {"identifying"}}


def test_words_without_a_reason_are_not_approved_however_they_came_into_review():
    revision = factories.revision_in_review()
    Revision.objects.filter(pk=revision.pk).update(edited_question="Anna Keller asks.")

    with pytest.raises(ValidationError) as refusal:
        revision.approve(factories.therapist())

    assert codes(refusal.value) == {"edited_question": {"identifying"}}


def test_nothing_is_explained_after_sending():
    revision = factories.revision_in_review()

    with pytest.raises(ValidationError) as refusal:
        revision.explain({}, factories.user())

    assert refusal.value.code == "not_draft"


def sent_with_a_reason(status: str) -> Revision:
    """A revision in a status after the draft, with words that have a reason."""
    revision = factories.draft(body="<p>Ask Anna Keller.</p>")
    factories.explain(revision, "A song.")
    revision.send_for_review()
    if status == "scheduled":
        revision.schedule(factories.therapist(), timezone.now() + dt.timedelta(days=1))
    elif status == "approved":
        revision.approve(factories.therapist())
    return revision


def add_reason(revision: Revision) -> None:
    said = {"reason": "More", "dismissed_by": factories.user(), "dismissed_at": timezone.now()}
    Dismissal.objects.create(revision=revision, kind="name", digest="0", **said)


@pytest.mark.parametrize("status", ["in_review", "scheduled", "approved"])
@pytest.mark.parametrize(
    "change",
    [
        add_reason,
        lambda revision: revision.dismissals.update(reason="Something else"),
        lambda revision: revision.dismissals.all().delete(),
    ],
    ids=["add", "change", "delete"],
)
def test_database_lets_reasons_change_in_a_draft_only(status, change):
    revision = sent_with_a_reason(status)

    with pytest.raises(IntegrityError), transaction.atomic():
        change(revision)

    assert [row.reason for row in revision.dismissals.all()] == ["A song."]


def test_database_lets_no_reason_move_away_from_a_sent_revision():
    revision, draft = sent_with_a_reason("in_review"), factories.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        revision.dismissals.update(revision=draft)


@pytest.mark.parametrize("status", ["in_review", "scheduled", "approved"])
def test_reasons_go_with_a_revision_that_is_deleted(status):
    revision = sent_with_a_reason(status)
    if status == "approved":
        revision.answer.withdraw()

    revision.answer.erase_words()

    assert (Revision.objects.count(), Dismissal.objects.count()) == (0, 0)


def test_place_is_shown_between_the_words_around_it():
    revision = factories.draft(
        body="<p>Before.</p><p>Many people come to us and then they ask Anna Keller what she did "
        "about it when she had the same trouble.</p><p>After.</p>"
    )

    (found,) = check(revision).identifiers

    assert (found.place.label, found.place.kind, found.place.words) == (
        "Answer",
        "a name",
        "Anna Keller",
    )
    assert (found.place.before, found.place.after) == (
        "…people come to us and then they ask ",
        " what she did about it when she had the…",
    )


def test_words_of_a_decorative_image_are_not_shown_and_not_checked():
    revision = factories.draft(
        image="a.webp", image_alt="Anna Keller runs.", image_is_decorative=True
    )

    assert check(revision).identifiers == []


def test_hard_words_and_long_sentences_are_told_and_do_not_stand_in_the_way():
    long = "Word after word " * 8 + "makes a sentence long."
    revision = factories.draft(
        body=f"<p>{long}</p><p>Perform repetitive oscillatory movements of the contralateral "
        "extremity, incorporating progressive eccentric resistance.</p>"
    )

    found = check(revision)

    assert (found.is_hard, found.is_quiet) == (True, False)
    assert [place.words for place in found.long_sentences] == [long]
    revision.send_for_review()


def test_missing_points_and_image_without_words_are_advised():
    revision = factories.draft(key_points=["One."])
    revision.image = "a.webp"

    assert check(revision).advice == [
        ("key_points", "Write 2 to 5 things to know, one a line."),
        ("image_alt", "Say what the image shows, or mark it as decorative."),
    ]


def test_plain_answer_leaves_the_checks_quiet():
    assert check(factories.draft()).is_quiet
