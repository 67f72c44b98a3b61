"""What is left of the address of a page that was erased."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from qa.imports import import_lines
from qa.models import Answer, GoneAddress, OldSlug, Question
from tests import factories
from tests.database import tables_holding
from tests.desk import log_in_manager
from tests.qa.import_file import lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]

TITLE, ADDRESS = "Why does my knee click?", "/answers/why-does-my-knee-click/"


def page_of_an_asker() -> Question:
    question = factories.question()
    revision = factories.write(question.start_answer(factories.therapist()), title=TITLE)
    revision.send_for_review()
    revision.approve(factories.therapist())
    return Question.objects.get(pk=question.pk)


def erased() -> Answer:
    """A page that is gone with its question."""
    question = page_of_an_asker()
    question.erase(is_asked_for=True)
    return Answer.objects.get(pk=question.answer_id or question.taken_back_page_id)


def test_address_of_an_erased_page_is_gone_and_in_no_table(client):
    erased()

    assert client.get(ADDRESS).status_code == 410
    assert tables_holding("knee-click", "knee click") == {}


def test_new_page_never_gets_an_address_that_was_erased():
    erased()

    slugs = [factories.published_answer(title=TITLE).slug for _ in range(2)]

    assert slugs == ["why-does-my-knee-click-2", "why-does-my-knee-click-3"]


def test_page_cannot_be_moved_to_an_address_that_was_erased():
    erased()

    with pytest.raises(ValidationError) as error:
        factories.published_answer().move_to("why-does-my-knee-click")

    assert error.value.code == "slug_taken"


def test_import_takes_no_address_that_was_erased():
    erased()

    import_lines(lines({}))

    assert Answer.objects.published().get().slug == "why-does-my-knee-click-2"


def test_address_stays_gone_after_a_new_key_took_over(client, new_keys):
    erased()

    new_keys(SALT_KEY=["a new key", *settings.SALT_KEY])

    assert client.get(ADDRESS).status_code == 410
    assert factories.published_answer(title=TITLE).slug == "why-does-my-knee-click-2"


def test_page_that_is_only_taken_back_keeps_its_address_until_it_is_erased(client):
    question = page_of_an_asker()

    question.withdraw()

    assert client.get(ADDRESS).status_code == 410
    assert (Answer.objects.get().slug, GoneAddress.objects.count()) == ("why-does-my-knee-click", 0)


def test_asker_who_was_led_to_an_erased_page_reads_that_it_is_gone(client):
    source = page_of_an_asker()
    other = factories.question(asker_email="kim@example.com")
    other.answer_with(source.answer, factories.user())

    source.erase(is_asked_for=True)

    page = client.post(other.get_status_url(), {"asker_email": "kim@example.com"}, follow=True)
    assert "not public any more" in page.content.decode()


def test_desk_shows_an_erased_page_without_a_name(client):
    log_in_manager(client)
    answer = erased()

    listed = client.get(reverse("admin:qa_answer_changelist"), {"show": "withdrawn"})
    opened = client.get(reverse("admin:qa_answer_change", args=[answer.pk]))

    assert "Erased page</a>" in listed.content.decode()
    assert opened.context["title"] == "Erased page"
    assert "slug" not in opened.context["form"].fields


def test_page_that_was_erased_before_loses_its_address_too(client):
    answer = erased()
    GoneAddress.objects.all().delete()
    Answer.objects.update(slug="why-does-my-knee-click")
    OldSlug.objects.create(slug="knees-that-click", answer=answer)
    kept = page_of_an_asker()
    kept.withdraw()
    migration = import_module("qa.migrations.0044_erased_addresses")

    migration.forget_addresses(apps, None)

    old = [ADDRESS, "/answers/knees-that-click/", kept.taken_back_page.get_absolute_url()]
    assert [client.get(path).status_code for path in old] == [410, 410, 410]
    assert list(Answer.objects.exclude(slug=None)) == [kept.taken_back_page]
    assert OldSlug.objects.count() == 0
