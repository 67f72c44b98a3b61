"""How an asker takes a question back."""

import pytest

from qa.models import Notice
from tests import factories
from tests.qa.asker import heading, known
from tests.qa.questions import answered_privately, being_answered, declined, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [factories.question, being_answered, answered_privately, declined])
def test_taking_back_ends_the_question_and_says_so_by_mail(make, jobs):
    question = make()

    response = known(question).post(question.get_status_url() + "take-back/", follow=True)

    question.refresh_from_db()
    assert heading(response) == "You took your question back"
    assert question.status == "withdrawn"
    assert [notice.kind for notice in question.notices.all()] == ["withdrawn"]
    assert [job["task_name"] for job in jobs.values()] == ["write_erasures", "send_notice"]


def test_taking_back_takes_the_public_page_down(client):
    question = published()
    address = question.answer.get_absolute_url()

    known(question).post(question.get_status_url() + "take-back/")

    assert client.get(address).status_code == 410


def test_taking_back_asks_first():
    question = factories.question()

    response = known(question).get(question.get_status_url() + "take-back/")

    question.refresh_from_db()
    assert heading(response) == "Do you want to take your question back?"
    assert question.status == "received"


@pytest.mark.parametrize("method", ["get", "post"])
def test_taking_back_is_for_the_asker_only(client, method):
    question = factories.question()

    getattr(client, method)(question.get_status_url() + "take-back/")

    question.refresh_from_db()
    assert question.status == "received"


def test_taking_back_twice_says_it_once(jobs):
    question = factories.question()
    asker = known(question)

    for _ in range(2):
        asker.post(question.get_status_url() + "take-back/")

    assert Notice.objects.count() == 1
    assert [job["task_name"] for job in jobs.values()] == ["write_erasures", "send_notice"]
