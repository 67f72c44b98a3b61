"""How an asker withdraws the consent to be published."""

import pytest

from qa.models import Notice
from qa.outbox import call_staff
from tests import factories
from tests.qa.asker import calls_of_staff, heading, known, page, sent, text_of
from tests.qa.questions import (
    answered_privately,
    declined,
    in_review,
    pointed_to,
    published,
    taken_down,
)

pytestmark = pytest.mark.django_db


def test_withdrawn_consent_takes_the_page_down_everywhere(client, jobs):
    question = published()
    address = question.answer.get_absolute_url()
    before = [text_of(client.get(path)).count(address) for path in ("/feed/", "/sitemap.xml")]

    response = known(question).post(page(question, "keep/"), follow=True)

    listed = ("/", "/answers/", "/feed/", "/sitemap.xml", "/search/?q=knee")
    assert all(before)
    assert client.get(address).status_code == 410
    assert [text_of(client.get(path)).count(address) for path in listed] == [0] * 5
    assert heading(response) == "Your question is answered"
    assert "Strong hips help the knee." in text_of(response)


def test_withdrawn_consent_is_confirmed_by_a_letter():
    question = factories.question()

    known(question).post(page(question, "keep/"))

    [letter] = sent()
    assert (letter.to, letter.subject) == (["robin@example.com"], "We did what you asked")
    assert question.get_status_url() in letter.body


@pytest.mark.parametrize("make", [answered_privately, declined])
def test_consent_is_not_offered_where_nothing_can_be_published(make):
    question = make()
    asker = known(question)

    assert page(question, "keep/") not in text_of(asker.get(question.get_status_url()))
    assert asker.get(page(question, "keep/")).status_code == 302


def test_consent_withdrawn_in_review_tells_the_therapist_that_the_draft_came_back():
    question = in_review()
    draft = question.answer.open_revision
    draft.author.user = factories.user(email="pt@example.com")
    draft.author.save()
    factories.user("manager", email="manager@example.com")

    known(question).post(page(question, "keep/"))

    for call in calls_of_staff():
        call_staff(**call)
    [notice] = Notice.objects.filter(staff__isnull=False)
    assert (notice.kind, notice.address) == ("returned", "pt@example.com")
    assert notice.path == f"/admin/qa/revision/{draft.pk}/change/"


def test_consent_page_does_not_promise_an_answer_that_is_down_already():
    question = taken_down()

    html = text_of(known(question).get(page(question, "keep/")))

    assert "We took the public page down before." in html
    assert "You keep the answer" not in html


def test_consent_page_says_what_happens_to_a_page_made_from_another_question():
    question = pointed_to()

    html = text_of(known(question).get(page(question, "keep/")))

    assert "question, and it stays" in html
