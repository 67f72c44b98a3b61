import pytest
from django.db.models import Model

from qa.models import Answer
from qa.models.live_answers import live_answer
from tests import factories

pytestmark = pytest.mark.django_db


def columns(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_live_answer_has_every_column_as_django_reads_it():
    slug = factories.published_answer().slug
    Answer.objects.update(source_id="old-site-7", source_digest="d" * 64)

    answer, _ = live_answer(slug)

    same = Answer.objects.select_related("live_revision__disclaimer").get()
    assert [
        columns(answer),
        columns(answer.live_revision),
        columns(answer.live_revision.disclaimer),
    ] == [
        columns(same),
        columns(same.live_revision),
        columns(same.live_revision.disclaimer),
    ]


def test_live_answer_comes_with_the_keys_of_its_topics():
    knee, hip = factories.topic(), factories.topic()
    factories.topic()
    slug = factories.published_answer(topics=[knee, hip]).slug

    _, topic_ids = live_answer(slug)

    assert sorted(topic_ids) == sorted([knee.pk, hip.pk])


def test_live_answer_is_read_by_one_statement(django_assert_num_queries):
    slug = factories.published_answer(topics=[factories.topic()]).slug

    with django_assert_num_queries(1):
        answer, _ = live_answer(slug)
        assert answer.live_revision.disclaimer.text


def test_withdrawn_answer_is_not_live():
    answer = factories.published_answer()
    answer.withdraw()

    with pytest.raises(Answer.DoesNotExist):
        live_answer(answer.slug)
