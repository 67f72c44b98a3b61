import datetime as dt
import uuid

import pytest
import time_machine
from django.http import QueryDict

from qa.forms import QuestionForm, begun_token
from qa.models import ConsentWording, Topic
from tests import factories
from tests.qa.asking import answers

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC)


def form(**values) -> QuestionForm:
    return QuestionForm(answers(**values))


def test_form_takes_a_question_with_everything():
    topic, clinic = factories.topic(), factories.clinic()

    filled = form(topic=topic.pk, clinic=clinic.pk, agrees="on")

    assert filled.errors == {}
    assert filled.details() == {
        "submission_key": uuid.UUID(filled.data["submission_key"]),
        "agrees_to": ConsentWording.objects.current(),
        "about": "self",
        "text": "My shoulder clicks when I lift my arm. Should I rest it?",
        "topic": topic,
        "clinic": clinic,
        "asker_name": "Robin",
        "asker_email": "robin@example.com",
        "has_warning_signs": False,
    }


@pytest.mark.parametrize("name", ["asker_name", "topic", "clinic", "agrees"])
@pytest.mark.parametrize("nothing", ["", "\x00"])
def test_form_does_without_what_is_optional(name, nothing):
    assert form(**{name: nothing}).errors == {}


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("about", "", "Choose who the question is about."),
        ("about", "dog", "Choose who the question is about from the list."),
        ("text", "", "Write your question."),
        ("text", " \n \x00 ", "Write your question."),
        ("text", "\u200b\u2060\ufeff ?!", "Write your question."),
        (
            "asker_email",
            f"robin@{'ä' * 60}.com",
            "Write an e-mail address with an @ and a dot, such as robin@example.com.",
        ),
        (
            "asker_email",
            f"robin@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.com",
            "Write a shorter e-mail address; up to 254 characters are possible.",
        ),
        ("asker_email", "", "Write your e-mail address, so that we can reach you."),
        (
            "asker_email",
            "robin(at)example",
            "Write an e-mail address with an @ and a dot, such as robin@example.com.",
        ),
        (
            "asker_email",
            "robin@example.com\nBcc: all@example.com",
            "Write an e-mail address with an @ and a dot, such as robin@example.com.",
        ),
        (
            "topic",
            "999999",
            "Choose a topic from the list, or “I am not sure”. "
            "The one you chose is no longer there.",
        ),
        (
            "clinic",
            "999999",
            "Choose a clinic from the list, or “None, or I am not sure”. "
            "The one you chose is no longer there.",
        ),
        (
            "is_adult",
            "",
            "Tick the box if you are 18 or older. If you are younger, "
            "ask a parent or guardian to send the question.",
        ),
        ("asker_name", "n" * 101, "Shorten the name to 100 characters; it has 101."),
        (
            "text",
            "a" * 5001,
            "Shorten your question by 1 character. "
            "It has 5,001, and 5,000 is the most we can take.",
        ),
        (
            "text",
            "a" * 6200,
            "Shorten your question by 1,200 characters. "
            "It has 6,200, and 5,000 is the most we can take.",
        ),
    ],
)
def test_form_says_what_to_do(name, typed, message):
    assert form(**{name: typed}).errors == {name: [message]}


def test_form_looks_up_no_address_that_is_too_long():
    typed = f"robin@{'ä' * 64}{'.a' * 150}.com"

    assert form(asker_email=typed).errors == {
        "asker_email": [
            "Write an e-mail address with an @ and a dot, such as robin@example.com.",
            "Write a shorter e-mail address; up to 254 characters are possible.",
        ]
    }


@pytest.mark.parametrize(
    "text",
    [
        "Can I run? 🏃🏽‍♀️ It hurts 👩‍👩‍👧",
        "هل يمكنني الركض؟ \u200fركبتي تؤلمني",
        "<script>alert('knee')</script>",
        "First line\nsecond\tline",
    ],
)
def test_form_keeps_what_people_write(text):
    filled = form(text=text)

    assert filled.is_valid()
    assert filled.cleaned_data["text"] == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("My\x00 knee", "My knee"),
        ("My\x1b knee\x85", "My knee"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)
def test_form_drops_what_nobody_types(typed, kept):
    filled = form(text=typed)

    assert filled.is_valid()
    assert filled.cleaned_data["text"] == kept
    assert filled["text"].value() == kept


def test_form_counts_a_line_break_once():
    assert form(text="\r\n".join(["a" * 49] * 100)).errors == {}


def test_form_shows_again_what_it_refuses():
    refused = form(text="a" * 5001, asker_email="robin(at)example")

    assert refused["text"].value() == "a" * 5001
    assert refused["asker_email"].value() == "robin(at)example"


def test_form_replaces_a_broken_submission_key():
    broken = form(submission_key="1; drop table")

    assert broken.is_valid()
    assert isinstance(broken.cleaned_data["submission_key"], uuid.UUID)


def test_form_has_a_key_of_its_own_each_time_it_is_made():
    first, second = QuestionForm(), QuestionForm()

    assert first["submission_key"].value() != second["submission_key"].value()


def test_form_asks_for_consent_in_the_words_in_force():
    ConsentWording.objects.publish("You may print my question.")

    assert QuestionForm()["agrees"].label == "You may print my question."


def test_form_takes_no_consent_to_words_that_were_not_shown():
    ConsentWording.objects.publish("You may print my question.")

    outdated = form(agrees="on", consent_edition="1")

    assert outdated.errors == {
        "agrees": ["Read this sentence again and tick it if you agree; its words have changed."]
    }
    assert not outdated["agrees"].value()
    assert outdated["consent_edition"].value() == 2


def test_form_shown_once_more_ticks_no_words_that_were_not_shown():
    typed = QueryDict("agrees=on&consent_edition=1", mutable=True)
    assert QuestionForm.keeping(typed)["agrees"].value()

    ConsentWording.objects.publish("You may print my question.")

    assert not QuestionForm.keeping(typed)["agrees"].value()


def test_form_without_consent_does_not_mind_new_words():
    ConsentWording.objects.publish("You may print my question.")

    assert form(consent_edition="1").errors == {}


def test_form_offers_no_clinic_that_is_closed():
    factories.clinic(is_open=False)
    clinic = factories.clinic()

    assert list(QuestionForm().fields["clinic"].queryset) == [clinic]


def test_form_keeping_words_checks_nothing_yet():
    topic = factories.topic()
    Topic.objects.filter(pk=topic.pk).delete()
    typed = QueryDict(mutable=True)
    typed.update(answers(text="", topic=topic.pk, asker_email="robin(at)", agrees="on"))

    kept = QuestionForm.keeping(typed)

    assert kept.errors == {}
    assert kept["asker_email"].value() == "robin(at)"
    assert kept["agrees"].value() is True
    assert kept["submission_key"].value() == typed["submission_key"]


def test_form_marks_words_that_may_be_warning_signs():
    urgent = form(text="Since last night I cannot hold my pee and I am numb between my legs.")

    assert urgent.is_valid()
    assert urgent.details()["has_warning_signs"] is True


def test_form_shows_everything_once_more():
    topic = factories.topic(name="Knee")
    filled = form(topic=topic.pk, asker_name="")

    assert filled.is_valid()
    assert [(row["label"], row["value"], row["control_id"]) for row in filled.answers()] == [
        ("Who is the question about?", "Me", "id_about_0"),
        (
            "Your question",
            "My shoulder clicks when I lift my arm. Should I rest it?",
            "id_text",
        ),
        ("Your e-mail address", "robin@example.com", "id_asker_email"),
        ("May we publish an edited version?", "No. We answer only you.", "id_agrees"),
        ("You are 18 or older", "Yes", "id_is_adult"),
        ("Your name", "", "id_asker_name"),
        ("Topic", "Knee", "id_topic"),
        ("The clinic nearest to you", "", "id_clinic"),
    ]


@pytest.mark.parametrize(
    ("after", "is_too_quick"), [(dt.timedelta(seconds=2), True), (dt.timedelta(seconds=4), False)]
)
def test_form_filled_in_faster_than_people_can_is_noticed(settings, after, is_too_quick):
    settings.QUICKEST_QUESTION = 3
    with time_machine.travel(NOON, tick=False):
        begun = begun_token()

    with time_machine.travel(NOON + after, tick=False):
        filled = form(begun=begun)
        assert filled.is_valid()
        assert filled.is_too_quick is is_too_quick


@pytest.mark.parametrize("begun", ["", "forged", "begun:1tTTTT:forged"])
def test_form_that_was_never_shown_is_noticed(settings, begun):
    settings.QUICKEST_QUESTION = 3
    filled = form(begun=begun)

    assert filled.is_valid()
    assert filled.is_too_quick is True


def test_form_keeping_words_can_have_another_key():
    typed = QueryDict(mutable=True)
    typed.update(answers())

    kept = QuestionForm.keeping(typed, submission_key=uuid.uuid4())

    assert kept["submission_key"].value() != typed["submission_key"]
