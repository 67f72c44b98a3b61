import datetime as dt
import uuid

import pytest
from django.test import RequestFactory

from clinics.models import Organization
from qa.abuse import DAY, HOUR, MINUTE, came_before, network, place, remember, trace
from qa.forms import begun_token, warned_token
from qa.models import Notice, Question, Sending
from tests import factories
from tests.qa.asker import text_of
from tests.qa.asking import ASK, RECEIVED, answers, typed_in

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.QUESTION_LIMITS = {"place_an_hour": 3, "address_a_day": 2, "all_a_minute": 4}


def request_from(place: str):
    return RequestFactory().post(ASK, REMOTE_ADDR=place)


def must_wait(request, email, at=None):
    sent = {"asker_email": email, "text": "New words", "submission_key": uuid.uuid4()}
    return came_before(request, **sent, at=at).wait


def test_one_place_may_send_up_to_its_limit_an_hour():
    here = request_from("192.0.2.1")
    for n in range(3):
        assert must_wait(here, "new@example.com", NOON) is None
        remember(here, f"asker{n}@example.com", at=NOON)

    assert must_wait(here, "new@example.com", NOON + MINUTE) == HOUR
    assert must_wait(here, "new@example.com", NOON + 61 * MINUTE) is None
    assert must_wait(request_from("192.0.2.2"), "new@example.com", NOON) is None


def test_one_address_may_be_used_up_to_its_limit_a_day():
    for n in range(2):
        remember(request_from(f"192.0.2.{n}"), "robin@example.com", at=NOON)

    elsewhere = request_from("192.0.2.9")
    assert must_wait(elsewhere, "Robin@Example.com", NOON + 60 * MINUTE) == DAY
    assert must_wait(elsewhere, "kim@example.com", NOON + 60 * MINUTE) is None


def test_everybody_together_may_send_up_to_the_limit_a_minute():
    for _ in range(4):
        factories.question(received_at=NOON)

    here = request_from("192.0.2.1")
    assert must_wait(here, "new@example.com", NOON + MINUTE / 2) == MINUTE
    assert must_wait(here, "new@example.com", NOON + 2 * MINUTE) is None


def test_sendings_are_forgotten_after_a_day():
    remember(request_from("192.0.2.1"), "robin@example.com", at=NOON)
    remember(request_from("192.0.2.1"), "robin@example.com", at=NOON + dt.timedelta(hours=25))

    assert Sending.objects.filter(sent_at=NOON).count() == 0


def test_trace_is_another_one_every_day():
    monday, tuesday = dt.date(2026, 3, 2), dt.date(2026, 3, 3)

    assert trace("place", "192.0.2.1", monday) != trace("place", "192.0.2.1", tuesday)
    assert "192.0.2.1" not in trace("place", "192.0.2.1", monday)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("", ""),
    ],
)
def test_network_is_what_one_household_has(address, expected):
    assert network(address) == expected


@pytest.mark.parametrize(
    ("behind_proxy", "expected"), [(False, "127.0.0.1"), (True, "198.51.100.7")]
)
def test_place_is_the_proxys_word_only_behind_one(settings, behind_proxy, expected):
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().post(
        ASK, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.7"}
    )

    assert place(request) == expected


def test_too_many_questions_keep_their_words(client):
    for n in range(3):
        client.post(ASK, answers(text=f"Question {n}", asker_email=f"a{n}@example.com"))
    sent = answers(text="One more", asker_email="b@example.com")
    Organization.objects.update(phone="(503) 555-0100")

    response = client.post(ASK, sent)

    assert response.status_code == 429
    assert "Our phone: <a href=" in text_of(response)
    assert "Your words are still here." in text_of(response)
    assert typed_in(response)["text"] == "One more"
    assert typed_in(response)["submission_key"] == sent["submission_key"]
    assert Question.objects.count() == 3


def test_spam_uses_up_nobodys_own_questions(client):
    for n in range(3):
        client.post(
            ASK,
            answers(
                text=f"Buy {n}", asker_email="robin@example.com", website="https://casino.example"
            ),
            REMOTE_ADDR=f"192.0.2.{n}",
        )

    assert must_wait(request_from("192.0.2.99"), "robin@example.com") is None


def test_question_put_aside_by_mistake_comes_in_when_it_is_sent_again(client):
    client.post(ASK, answers(website="filled in by a program"))

    client.post(ASK, answers(website=""))

    assert sorted(question.status for question in Question.objects.all()) == [
        "quarantined",
        "received",
    ]
    assert [notice.kind for notice in Notice.objects.exclude(question=None)] == ["received"]


def test_question_sent_again_is_never_too_much(client, settings):
    sent = answers()
    client.post(ASK, sent)
    settings.QUESTION_LIMITS = {"place_an_hour": 1, "address_a_day": 1, "all_a_minute": 1}

    assert client.post(ASK, sent).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"website": "https://casino.example"},
        {"text": "Buy http://a.example and http://b.example and www.c.example"},
    ],
)
def test_spam_is_put_aside_without_a_letter(client, values):
    response = client.post(ASK, answers(**values))

    assert (response.status_code, response.url) == (302, RECEIVED)
    assert [question.status for question in Question.objects.all()] == ["quarantined"]
    assert Notice.objects.count() == 0


def test_spam_with_warning_signs_is_put_aside_and_told_to_the_staff(client, jobs):
    client.post(
        ASK,
        answers(
            text="Since today I cannot feel my genitals.",
            website="https://casino.example",
            warned=warned_token(),
        ),
    )

    assert [question.status for question in Question.objects.all()] == ["quarantined"]
    assert [job["args"].get("kind") for job in jobs.values()] == ["warning_signs"]


def test_question_sent_faster_than_people_type_is_put_aside_not_refused(client, settings):
    settings.QUICKEST_QUESTION = 3

    response = client.post(ASK, answers(begun=begun_token()))

    assert (response.status_code, response.url) == (302, RECEIVED)
    assert [question.status for question in Question.objects.all()] == ["quarantined"]
    assert Notice.objects.count() == 0


def test_text_that_comes_from_many_addresses_is_put_aside(client, settings):
    settings.QUESTION_LIMITS = {"place_an_hour": 9, "address_a_day": 9, "all_a_minute": 9}
    for n in range(4):
        client.post(ASK, answers(asker_email=f"a{n}@example.com"))

    assert [question.status for question in Question.objects.all()] == [
        "received",
        "received",
        "received",
        "quarantined",
    ]


def test_question_with_two_links_is_welcome(client):
    client.post(ASK, answers(text="Is https://www.a.example or http://b.example right?"))

    assert Question.objects.get().status == "received"
