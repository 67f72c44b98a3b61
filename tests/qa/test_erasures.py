"""What an erased question takes along, and the bare records it leaves."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from qa.links import links_in
from qa.models import Addition, AddressChange, ConsentRecord, Erasure, LinkCheck, Question
from tests import factories
from tests.database import tables_holding
from tests.qa.questions import being_answered, pointed_to

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + dt.timedelta(days=400)

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
    draft.image = factories.wide_picture()
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


def test_picture_stays_while_a_revision_has_it(pictures, django_capture_on_commit_callbacks):
    question = with_picture()

    with django_capture_on_commit_callbacks(execute=True):
        question.withdraw()  # The draft goes, the words that were public are kept for a time.

    away = pictures.parent / "taken-down" / "answers"
    assert (list(pictures.iterdir()), len(list(away.iterdir()))) == ([], 4)


def test_picture_that_was_put_away_goes_with_an_erasure(
    pictures, django_capture_on_commit_callbacks
):
    with_picture().withdraw()

    with django_capture_on_commit_callbacks(execute=True):
        Question.objects.get().erase(is_asked_for=True)

    assert [path for path in pictures.parent.rglob("*") if path.is_file()] == []


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
