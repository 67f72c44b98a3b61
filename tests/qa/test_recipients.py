import pytest

from qa.models import Notice, UnwantedLetter
from qa.notifications import tell_staff, tell_staff_of_new
from qa.outbox import call_staff
from qa.recipients import recipients
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    roles = ["therapist", "reviewer", "manager"]
    return {role: factories.user(role, email=f"{role}@clinic.example") for role in roles}


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("new_question", {"therapist", "reviewer"}),
        ("warning_signs", {"therapist", "reviewer", "manager"}),
        ("late", {"manager"}),
        ("unsafe", {"reviewer", "manager"}),
    ],
)
def test_letter_goes_to_those_whom_it_concerns(people, kind, roles):
    assert set(recipients(kind)) == {people[role] for role in roles}


def test_letter_about_ones_own_work_goes_to_nobody_else(people):
    factories.user(email="other@clinic.example")

    assert set(recipients("returned", people["therapist"].pk)) == {people["therapist"]}


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}, {"is_staff": False}])
def test_nobody_who_cannot_read_a_letter_gets_one(people, change):
    for name, value in change.items():
        setattr(people["manager"], name, value)
    people["manager"].save()

    assert set(recipients("late")) == set()


def test_nobody_gets_a_letter_they_do_not_want(people):
    UnwantedLetter.objects.replace(people["manager"], ["late"])

    assert set(recipients("late")) == set()
    assert people["manager"] in recipients("unsafe")


def test_tell_staff_defers_one_job_with_a_link_and_no_words(jobs, people):
    question = factories.question(text="Canary text")

    tell_staff_of_new(question)

    [job] = jobs.values()
    assert job["args"] == {
        "kind": "new_question",
        "path": f"/admin/qa/question/{question.pk}/change/",
        "occasion": "",
        "only": None,
    }


def test_question_with_warning_signs_is_told_to_everybody_at_once(jobs):
    tell_staff_of_new(factories.question(has_warning_signs=True))

    assert [job["args"]["kind"] for job in jobs.values()] == ["warning_signs"]


def test_tell_staff_leaves_out_a_therapist_without_a_login(jobs):
    tell_staff("returned", factories.question(), only=factories.therapist())

    assert jobs == {}


def test_call_staff_owes_each_one_letter_however_often_it_runs(jobs, people):
    for _ in range(2):
        call_staff(kind="late", path="/admin/qa/question/", occasion="2026-11-25", only=None)

    notice = Notice.objects.get()
    assert (notice.staff, notice.address) == (people["manager"], "manager@clinic.example")
    assert [job["args"] for job in jobs.values()] == [{"notice_id": notice.pk}]


def test_call_staff_writes_again_on_another_occasion(jobs, people):
    for day in ("2026-11-25", "2026-11-26"):
        call_staff(kind="late", path="/admin/qa/question/", occasion=day, only=None)

    assert Notice.objects.count() == 2
