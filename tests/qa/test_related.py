import json

import pytest

from qa.imports import import_lines
from qa.models import RelatedAnswer
from tests import factories
from tests.qa.import_file import OTHER, another_file

pytestmark = pytest.mark.django_db


def answer(title: str):
    return factories.published_answer(title=title, edited_question=title)


def shown(of) -> list[str]:
    return [a.title for a in of.related_answers()]


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


def test_withdrawal_lets_another_take_the_place():
    old = answer("Is a sore ankle a reason to rest?")
    causes = ["running", "dancing", "gardening", "hiking", "tennis", "skiing", "yoga", "rowing"]
    others = [answer(f"Can {cause} make an ankle sore?") for cause in causes]

    for other in others[:6]:
        other.withdraw()

    assert set(shown(old)) == {"Can yoga make an ankle sore?", "Can rowing make an ankle sore?"}


def test_removal_by_an_import_lets_another_take_the_place():
    old = answer("Is a sore ankle a reason to rest?")
    causes = ["dancing", "gardening", "hiking", "tennis", "skiing", "yoga", "rowing"]
    import_lines(
        json.dumps(
            {"source_id": c, "title": f"Can {c} make an ankle sore?", "body_html": "<p>A</p>"}
        )
        for c in causes
    )
    last = answer("Can running make an ankle sore?")

    import_lines(another_file(), replace=True)

    assert shown(old) == [last.live_revision.title, OTHER["title"]]
