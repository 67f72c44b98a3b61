"""How an asker changes where our letters go."""

import pytest

from qa.models import AddressChange, Notice
from tests import factories
from tests.qa.asker import heading, known, page, sent, text_of

pytestmark = pytest.mark.django_db


def test_new_address_gets_a_code_and_no_link():
    question = factories.question()

    known(question).post(page(question, "address/"), {"email": "new@example.com"})

    [letter] = sent()
    change = AddressChange.objects.get()
    assert letter.to == ["new@example.com"]
    assert change.code in letter.body
    assert question.status_token not in letter.message().as_string()
    assert Notice.objects.get().own_address is None


def test_code_makes_the_new_address_count_and_gives_the_page_a_new_link(client):
    question = factories.question(asker_email="old@example.com")
    asker, old_url = known(question), question.get_status_url()
    asker.post(page(question, "address/"), {"email": "new@example.com"})
    code = AddressChange.objects.get().code

    response = asker.post(page(question, "code/"), {"code": f"{code[:4]} {code[4:]}"}, follow=True)

    question.refresh_from_db()
    assert response.redirect_chain == [(question.get_status_url(), 302)]
    assert heading(response) == "We have your question"
    assert client.get(old_url).status_code == 404
    letters = {letter.to[0]: letter for letter in sent()}
    assert question.get_status_url() in letters["new@example.com"].body
    assert "/ask/status/" not in letters["old@example.com"].body
    assert Notice.objects.exclude(own_address=None).count() == 0


def test_wrong_code_changes_nothing_and_says_so():
    question = factories.question()
    asker = known(question)
    asker.post(page(question, "address/"), {"email": "new@example.com"})

    response = asker.post(page(question, "code/"), {"code": "123"})

    question.refresh_from_db()
    assert response.context["form"].errors == {
        "code": ["Write the eight digits from our letter; these are others."]
    }
    assert AddressChange.objects.get().wrong_tries == 1
    assert question.asker_email == "robin@example.com"


def test_same_address_is_not_changed():
    question = factories.question()

    response = known(question).post(page(question, "address/"), {"email": "ROBIN@example.com"})

    assert response.context["form"].errors == {
        "email": ["Write another address; we write to this one already."]
    }


def test_code_page_leads_back_where_no_code_is_awaited():
    question = factories.question()

    assert known(question).get(page(question, "code/")).status_code == 302


def test_new_address_typed_on_a_device_that_is_not_known_any_more_is_kept(client):
    question = factories.question()

    asked = client.post(page(question, "address/"), {"email": "new@example.com"})
    wrong = {"email": "new@example.com", "asker_email": "kim@example.com"}
    refused = client.post(page(question, "address/"), wrong)
    right = {"email": "new@example.com", "asker_email": "robin@example.com"}
    done = client.post(page(question, "address/"), right)

    kept = '<input type="hidden" name="email" value="new@example.com"'
    assert [heading(response) for response in (asked, refused)] == ["Your private page"] * 2
    assert [kept in text_of(response) for response in (asked, refused)] == [True, True]
    assert "robin@example.com" not in text_of(asked) + text_of(refused)
    assert done.url == page(question, "code/")
    assert AddressChange.objects.get().email == "new@example.com"


def test_code_typed_on_a_device_that_is_not_known_any_more_is_kept(client):
    question = factories.question()
    change = AddressChange.objects.begin(question, "new@example.com")

    asked = client.post(page(question, "code/"), {"code": change.code})
    both = {"code": change.code, "asker_email": "robin@example.com"}
    done = client.post(page(question, "code/"), both, follow=True)

    question.refresh_from_db()
    assert f'<input type="hidden" name="code" value="{change.code}"' in text_of(asked)
    assert (question.asker_email, heading(done)) == ("new@example.com", "We have your question")


@pytest.mark.parametrize(("address", "most"), [("same@example.com", 3), ("other{}@example.com", 5)])
def test_codes_for_one_question_or_to_one_address_come_to_an_end(jobs, address, most):
    question = factories.question()
    asker = known(question)

    responses = [
        asker.post(page(question, "address/"), {"email": address.format(n)}) for n in range(7)
    ]

    assert [response.status_code for response in responses] == [302] * most + [429] * (7 - most)
    assert "Please wait a day, or call us." in text_of(responses[-1])
    assert responses[-1].context["form"]["email"].value() == address.format(6)
    assert len(jobs) == most


def test_code_pressed_twice_does_no_harm():
    question = factories.question(asker_email="kim@example.com")
    change = AddressChange.objects.begin(question, "new@example.com")
    asker = known(question)

    first, second = (asker.post(page(question, "code/"), {"code": change.code}) for _ in range(2))

    question.refresh_from_db()
    assert (first.status_code, question.asker_email) == (302, "new@example.com")
    assert heading(second) == "This page has moved"
    assert Notice.objects.filter(kind="address_changed").count() == 1
