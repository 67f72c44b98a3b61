import pytest

from qa.models import RelatedAnswer
from tests import factories

pytestmark = pytest.mark.django_db


def answer(title: str):
    return factories.published_answer(title=title, edited_question=title)


def shown(of) -> list[str]:
    return [a.live_revision.title for a in of.related_answers()]


def test_approval_finds_the_neighbors():
    answer("Can I run with a sore ankle?")
    answer("Which pillow is best?")
    new = answer("Is a sore ankle a reason to rest?")

    assert shown(new)[0] == "Can I run with a sore ankle?"


def test_approval_makes_the_new_answer_a_neighbor_of_the_old():
    old = answer("Can I run with a sore ankle?")
    answer("Is a sore ankle a reason to rest?")

    assert shown(old) == ["Is a sore ankle a reason to rest?"]


def test_editors_pick_stays_first_when_neighbors_are_found():
    old = answer("Can I run with a sore ankle?")
    pick = answer("Which pillow is best?")
    RelatedAnswer.objects.filter(answer=old).delete()
    RelatedAnswer.objects.create(answer=old, related=pick)
    answer("Is a sore ankle a reason to rest?")

    assert shown(old) == ["Which pillow is best?", "Is a sore ankle a reason to rest?"]


def test_neighbors_differ_from_each_other():
    answer("Why does my left ankle swell at night?")
    answer("Why does my right ankle swell at night?")
    new = answer("Is a swollen ankle bad?")

    assert len(shown(new)) == 1


def test_withdrawn_neighbor_is_not_shown():
    old = answer("Can I run with a sore ankle?")
    answer("Is a sore ankle a reason to rest?").withdraw()

    assert shown(old) == []
