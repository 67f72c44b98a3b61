import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from qa.models import Notice, UnwantedLetter
from tests import factories
from tests.desk import log_in, log_in_manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(client):
    log_in_manager(client)
    created_at = timezone.now() - dt.timedelta(days=4)
    return factories.question().notices.create(kind="received", created_at=created_at)


def test_letter_that_could_not_be_sent_is_what_the_list_shows_first(client, late):
    factories.question().notices.create(kind="received")

    listed = client.get(reverse("admin:qa_notice_changelist")).context["cl"].queryset

    assert list(listed) == [late]


def test_another_try_defers_the_letter_once_more(client, late, jobs):
    client.post(reverse("admin:qa_notice_retry", args=[late.pk]))

    assert [(job["task_name"], job["args"]) for job in jobs.values()] == [
        ("send_notice", {"notice_id": late.pk})
    ]


def test_letters_do_not_show_who_asked(client, late):
    content = client.get(reverse("admin:qa_notice_change", args=[late.pk])).content.decode()

    assert ("robin" in content.lower(), "Try again now" in content) == (False, True)


def test_letters_that_could_not_be_sent_are_on_the_first_page_of_a_manager(client, late):
    factories.question().notices.create(kind="received")

    content = client.get(reverse("admin:index")).content.decode()

    assert content.count(reverse("admin:qa_notice_change", args=[late.pk])) == 1
    assert "Letters that could not be sent" in content


def test_first_page_is_silent_while_every_letter_gets_through(client, late):
    late.note_sent(timezone.now())

    assert "could not be sent" not in client.get(reverse("admin:index")).content.decode()


def test_letter_that_may_have_arrived_says_so(client, late):
    for _ in range(2):
        late.note_doubtful_try()

    content = client.get(reverse("admin:qa_notice_change", args=[late.pk])).content.decode()

    assert "It may have arrived" in content


def test_letter_to_staff_is_listed_with_whom_it_is_for(client, late):
    staff = factories.user(username="robin")
    Notice.objects.create(kind="returned", staff=staff, path="/admin/", created_at=late.created_at)

    content = client.get(reverse("admin:qa_notice_changelist")).content.decode()

    assert "Returned draft, to robin" in content


def test_letters_page_remembers_which_ones_somebody_does_not_want(client):
    user = log_in(client).user

    client.post(reverse("admin:letters"), {"wanted": ["returned", "claim_ends", "changed_mind"]})

    page = client.get(reverse("admin:letters"))
    assert UnwantedLetter.objects.kinds_for(user) == {"new_question"}
    assert page.context["form"]["wanted"].value() == ["claim_ends", "returned", "changed_mind"]


def test_letters_page_offers_each_role_what_concerns_it(client):
    log_in_manager(client)

    form = client.get(reverse("admin:letters")).context["form"]

    assert [kind for kind, _ in form.fields["wanted"].choices] == ["late"]
