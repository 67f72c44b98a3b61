"""What askers do to their questions after they were sent."""

import datetime as dt
import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from qa.links import links_in
from qa.models import Addition, AddressChange, Answer, ConsentRecord, Erasure, LinkCheck, Question
from qa.models.address_changes import MOST_CODE_TRIES
from tests import factories
from tests.database import tables_holding
from tests.qa.test_notifications import answered_privately, being_answered, declined, published
from tests.qa.test_views_status import in_review, taken_down

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + dt.timedelta(days=400)


def pointed_to() -> Question:
    """A question that ended with the page of another one."""
    question = factories.question()
    question.answer_with(factories.published_answer(), factories.user())
    return question


# Additions


def test_addition_stands_beside_what_was_sent():
    question = factories.question(text="My knee hurts.")

    Addition.objects.add(question, "It is worse at night.", has_warning_signs=False)

    question.refresh_from_db()
    assert question.text == "My knee hurts."
    assert [addition.text for addition in question.additions.all()] == ["It is worse at night."]


def test_addition_sent_twice_is_kept_once():
    question = factories.question()

    for _ in range(2):
        Addition.objects.add(question, "It is worse at night.", has_warning_signs=False)

    assert Addition.objects.count() == 1


def test_addition_with_warning_signs_marks_the_question():
    question = factories.question()

    Addition.objects.add(question, "Now I am numb.", has_warning_signs=True)

    question.refresh_from_db()
    assert question.has_warning_signs is True


@pytest.mark.parametrize("make", [being_answered, in_review, published, declined])
def test_addition_comes_too_late_once_somebody_answers(make):
    with pytest.raises(ValidationError) as error:
        Addition.objects.add(make(), "It is worse at night.", has_warning_signs=False)

    assert error.value.code == "not_possible"


def test_sixth_addition_is_refused():
    question = factories.question()
    for n in range(5):
        Addition.objects.add(question, f"And {n}.", has_warning_signs=False)

    with pytest.raises(ValidationError) as error:
        Addition.objects.add(question, "And more.", has_warning_signs=False)

    assert error.value.code == "too_many"


# Consent


def test_consent_of_a_waiting_question_is_withdrawn_and_it_waits_on():
    question = factories.question()

    question.withdraw_consent()

    question.refresh_from_db()
    assert (question.status, question.may_be_published) == ("received", False)


def test_consent_withdrawn_in_review_gives_the_draft_back_to_be_answered_privately():
    question = in_review()

    question.withdraw_consent()

    question.refresh_from_db()
    draft = question.answer.open_revision
    assert (question.status, draft.status) == ("drafted", "draft")
    assert "answer privately" in draft.return_reason
    question.answer_privately("Rest a little.", factories.user())


def test_draft_cannot_be_published_after_the_consent_was_withdrawn():
    question = being_answered()
    question.withdraw_consent()
    draft = factories.write(question.answer.open_revision)
    draft.send_for_review()

    with pytest.raises(ValidationError) as error:
        draft.approve(factories.therapist())

    assert error.value.code == "no_consent"


def test_consent_withdrawn_takes_the_page_down_and_keeps_the_answer_for_the_asker():
    question = published()
    page = question.answer

    question.withdraw_consent()

    question.refresh_from_db()
    page.refresh_from_db()
    assert (page.is_published, Answer.objects.published().count()) == (False, 0)
    assert (question.status, question.answer) == ("answered_privately", None)
    assert question.private_answer.splitlines() == [
        "Strong hips help the knee.",
        "",
        "Pain on stairs is common.",
        "",
        "Start with small steps.",
        "",
        "What helps",
        "",
        "Moving often helps.",
    ]


def test_consent_withdrawn_keeps_the_addresses_behind_the_links_of_the_answer():
    body = (
        '<p>See <a href="https://example.org/knee?a=1&amp;b=2">these exercises</a> or '
        '<a href="https://example.org/">https://example.org/</a>.</p>'
        '<p><a href="tel:+15035550100">Call us</a> or <a href="/book/">book</a>.</p>'
    )
    question = being_answered()
    revision = factories.write(question.answer.open_revision, body=body)
    factories.explain(revision, "It is an address of ours.")
    revision.send_for_review()
    revision.approve(factories.therapist())
    question.refresh_from_db()

    question.withdraw_consent()

    assert question.private_answer.splitlines()[-3:] == [
        "See these exercises (https://example.org/knee?a=1&b=2) or https://example.org/.",
        "",
        f"Call us (+15035550100) or book ({settings.SITE_URL}/book/).",
    ]


def test_consent_withdrawn_after_staff_took_the_page_down_lets_the_question_wait_again():
    question = taken_down()

    question.withdraw_consent()

    question.refresh_from_db()
    assert (question.status, question.private_answer, question.ended_at) == ("received", "", None)


def test_consent_of_a_question_that_was_pointed_to_a_page_leaves_the_page():
    question = pointed_to()

    question.withdraw_consent()

    question.refresh_from_db()
    assert (question.status, question.answer.is_published) == ("published", True)
    assert question.consent_withdrawn_at is not None


@pytest.mark.parametrize("make", [answered_privately, declined])
def test_consent_to_nothing_cannot_be_withdrawn(make):
    with pytest.raises(ValidationError) as error:
        make().withdraw_consent()

    assert error.value.code == "no_consent"


# Erasing

CANARIES = {
    "asker_name": "Canaryname",
    "asker_email": "canarymail@example.com",
    "text": "Canarytext of the question",
}


@pytest.mark.parametrize(
    "end",
    [
        lambda question: None,
        lambda question: question.start_answer(factories.therapist()),
        lambda question: question.answer_privately("Canaryanswer", factories.user()),
        lambda question: question.decline("needs_examination", "Canaryno", factories.user()),
        lambda question: question.quarantine(),
        lambda question: question.withdraw(),
    ],
)
def test_erased_question_is_in_no_table(end):
    question = factories.question(**CANARIES)
    Addition.objects.add(question, "Canaryaddition", has_warning_signs=False)
    AddressChange.objects.begin(question, "canarynew@example.com")
    question.notices.create(kind="received")
    end(question)
    token, key = question.status_token, question.submission_key

    question.erase(is_asked_for=True)

    assert tables_holding("canary", token) == {}
    assert list(Erasure.objects.values_list("question_key", flat=True)) == [key]
    assert Question.objects.count() == 0


def published_canary() -> Question:
    question = factories.question(**CANARIES)
    draft = question.start_answer(factories.therapist())
    body = '<p>Canarybody <a href="https://example.org/canarylink?a=1&amp;b=2">of a page</a></p>'
    title = "Why does my canarytitle hurt?"
    factories.write(draft, title=title, edited_question="Canaryedited", body=body)
    LinkCheck.objects.ask(links_in(draft.body))
    draft.send_for_review()
    draft.approve(factories.therapist())
    question.refresh_from_db()
    return question


def test_erased_question_takes_its_page_and_the_words_on_it_along(client):
    question = published_canary()
    question.answer.move_to("canarymoved")

    question.erase(is_asked_for=True)

    assert tables_holding("canary") == {}
    addresses = ["/answers/canarymoved/", "/answers/why-does-my-canarytitle-hurt/"]
    assert [client.get(address).status_code for address in addresses] == [410, 410]
    assert client.get("/answers/canaryother/").status_code == 404


@pytest.mark.parametrize(
    "steps", [["withdraw"], ["withdraw_consent"], ["withdraw_consent", "withdraw"]]
)
def test_words_of_a_page_that_was_gone_before_are_erased_too(steps):
    number = published_canary().pk
    for step in steps:
        getattr(Question.objects.get(pk=number), step)()

    Question.objects.get(pk=number).erase(is_asked_for=True)

    assert tables_holding("canary") == {}


@pytest.fixture
def pictures(settings, tmp_path):
    """Where the files of pictures lie."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "answers"


def with_picture() -> Question:
    """A question whose page has a wide picture: four files."""
    question = published_canary()
    live = question.answer.live_revision
    draft = question.answer.start_revision(live.author)
    buffer = io.BytesIO()
    Image.new("RGB", (1200, 630), "#b9cba5").save(buffer, "PNG")
    draft.image = SimpleUploadedFile("knee.png", buffer.getvalue())
    draft.image_alt = "A knee."
    draft.save()
    draft.send_for_review()
    draft.approve(factories.therapist())
    question.answer.start_revision(live.author, draft)  # It shows the same file.
    return Question.objects.get()


def test_erased_question_takes_the_pictures_of_its_page_along(
    pictures, django_capture_on_commit_callbacks
):
    question = with_picture()
    before = len(list(pictures.iterdir()))

    with django_capture_on_commit_callbacks(execute=True):
        question.erase(is_asked_for=True)

    assert (before, list(pictures.iterdir())) == (4, [])


def test_picture_stays_while_a_revision_shows_it(pictures, django_capture_on_commit_callbacks):
    question = with_picture()

    with django_capture_on_commit_callbacks(execute=True):
        question.withdraw()  # The draft goes, the words that were public are kept for a time.

    assert len(list(pictures.iterdir())) == 4


def test_picture_of_a_draft_goes_with_a_question_taken_back(
    pictures, django_capture_on_commit_callbacks
):
    question = being_answered()
    draft = question.answer.open_revision
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "#b9cba5").save(buffer, "PNG")
    draft.image = SimpleUploadedFile("knee.png", buffer.getvalue())
    draft.image_is_decorative = True
    draft.save()

    with django_capture_on_commit_callbacks(execute=True):
        question.withdraw()

    assert list(pictures.iterdir()) == []


def test_form_sent_again_after_an_erasure_is_received_once_and_can_be_erased():
    key = factories.question().submission_key
    Question.objects.get().erase(is_asked_for=True)

    again = [factories.question(submission_key=key) for _ in range(2)]
    again[0].erase(is_asked_for=True)

    assert again[0].status_token == again[1].status_token
    assert (Question.objects.count(), Erasure.objects.count()) == (0, 2)


def test_link_that_another_answer_has_is_still_known_after_an_erasure():
    question = published_canary()
    factories.draft(body=question.answer.live_revision.body)

    question.erase(is_asked_for=True)

    assert LinkCheck.objects.get().address == "https://example.org/canarylink?a=1&b=2"


def test_erased_question_leaves_the_page_of_another_one():
    question = pointed_to()
    page = question.answer

    question.erase(is_asked_for=True)

    page.refresh_from_db()
    assert (page.is_published, page.live_revision.title != "") == (True, True)


def test_erased_question_leaves_a_bare_record_of_its_consent():
    question = factories.question()
    number, consented_at = question.pk, question.consented_at

    question.erase(NOW, is_asked_for=True)

    record = ConsentRecord.objects.get()
    assert (record.question_number, record.consented_at) == (number, consented_at)
    assert (record.withdrawn_at, record.kept_since) == (NOW, NOW)
    assert record.wording.edition == 1


@pytest.mark.parametrize(
    ("end", "is_asked_for", "withdrawn_at"),
    [
        (lambda question: question.withdraw(NOW), True, NOW),
        (lambda question: question.withdraw(NOW), False, NOW),
        (lambda question: question.withdraw_consent(NOW), True, NOW),
        (lambda question: question.quarantine(), True, LATER),
        (lambda question: question.quarantine(), False, None),
        (lambda question: question.answer_privately("Rest.", factories.user()), True, LATER),
        (lambda question: question.answer_privately("Rest.", factories.user()), False, None),
    ],
)
def test_record_says_when_a_consent_was_withdrawn_if_it_was(end, is_asked_for, withdrawn_at):
    question = factories.question()
    end(question)

    question.erase(LATER, is_asked_for=is_asked_for)

    record = ConsentRecord.objects.get()
    assert (record.withdrawn_at, record.kept_since) == (withdrawn_at, LATER)


def test_erased_question_without_consent_leaves_none():
    factories.question(agrees=False).erase(is_asked_for=True)

    assert ConsentRecord.objects.count() == 0


# Address


def test_right_code_moves_letters_and_closes_the_old_link():
    question = factories.question(asker_email="typo@example.com")
    old_token = question.status_token
    change = AddressChange.objects.begin(question, "right@example.com")

    assert change.take(change.code) is None

    question.refresh_from_db()
    assert question.asker_email == "right@example.com"
    assert not Question.objects.by_status_token(old_token).exists()
    assert Question.objects.by_status_token(question.status_token).get() == question
    assert AddressChange.objects.count() == 0


def test_new_address_counts_for_nothing_before_its_code_is_there():
    question = factories.question(asker_email="old@example.com")

    AddressChange.objects.begin(question, "stranger@example.com")

    question.refresh_from_db()
    assert question.is_asked_by("old@example.com") is True
    assert question.is_asked_by("stranger@example.com") is False


def test_code_is_closed_after_five_wrong_ones():
    change = AddressChange.objects.begin(factories.question(), "new@example.com")
    wrong = [change.take("x").code for _ in range(MOST_CODE_TRIES)]

    refusal = change.take(change.code)

    assert wrong == ["wrong_code"] * 5
    assert refusal.code == "code_closed"


def test_code_is_closed_after_three_days():
    change = AddressChange.objects.begin(factories.question(), "new@example.com")

    refusal = change.take(change.code, timezone.now() + dt.timedelta(days=3))

    assert refusal.code == "code_closed"


def test_second_address_makes_the_first_code_worthless():
    question = factories.question()
    first = AddressChange.objects.begin(question, "one@example.com")
    second = AddressChange.objects.begin(question, "two@example.com")

    assert second.take(first.code + "0").code == "wrong_code"
    assert AddressChange.objects.get() == second


# Contact


@pytest.mark.parametrize("typed", ["Kim@Example.com", " kim@example.com "])
def test_address_is_compared_without_capitals_and_spaces(typed):
    assert factories.question(asker_email="kim@example.com").is_asked_by(typed) is True


def test_forgotten_contact_is_in_no_table_and_still_opens_the_page():
    question = factories.question(asker_email="Kim@example.com")

    question.forget_contact()

    question.refresh_from_db()
    assert (question.asker_name, question.asker_email) == (None, None)
    assert question.is_asked_by(" kim@example.com ") is True
    assert question.is_asked_by("robin@example.com") is False
    assert question.is_asked_by("") is False
