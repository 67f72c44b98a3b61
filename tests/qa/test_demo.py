"""The demo content is what people see first: complete, plausible and honest about its rules."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from clinics.models import Clinic, Therapist
from qa.demo import loader
from qa.models import Answer, Question, Revision, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all tests of this module and gone after them."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        loader.load(lambda message: None)
        yield
        transaction.set_rollback(True)


def test_demo_has_enough_to_look_at(demo):
    assert {
        "answers": Answer.objects.published().count() >= 24,
        "topics": Topic.objects.with_answers().count(),
        "therapists": Therapist.objects.count(),
        "clinics": Clinic.objects.count(),
        "waiting": Question.objects.waiting().count(),
        "in review": Revision.objects.in_review().count(),
        "drafts": Revision.objects.drafts().count(),
    } == {
        "answers": True,
        "topics": 8,
        "therapists": 5,
        "clinics": 4,
        "waiting": 10,
        "in review": 1,
        "drafts": 1,
    }


def test_demo_question_with_warning_signs_waits_first(demo):
    assert [question.text[:14] for question in Question.objects.waiting()[:2]] == [
        "My father (72)",
        "I am 67 and wa",
    ]


def test_every_demo_answer_has_a_picture_and_what_it_shows(demo):
    bare = Revision.objects.filter(live_for__isnull=False, image_alt="")

    assert list(bare) == []


def test_every_link_between_demo_answers_leads_somewhere(demo, client):
    broken = [
        path
        for answer in Answer.objects.published().with_words()
        for path in answer.live_revision.body.split('href="')[1:]
        if client.get(path.partition('"')[0]).status_code != 200
    ]

    assert broken == []


def test_demo_logins_work(demo, rf):
    logins = {
        name: authenticate(rf.post("/admin/login/"), username=name, password=password)
        for name, password, _ in loader.logins()
    }

    assert {name: str(user) for name, user in logins.items()} == {
        "therapist": "therapist",
        "reviewer": "reviewer",
        "manager": "manager",
    }


def test_second_load_changes_nothing_and_names_the_logins_again(demo, capsys):
    before = Answer.objects.count()

    call_command("load_demo")

    assert (Answer.objects.count(), capsys.readouterr().out.count("Log in as")) == (before, 3)


def test_demo_is_refused_in_production():
    with override_settings(IS_PRODUCTION=True), pytest.raises(CommandError):
        call_command("load_demo")
