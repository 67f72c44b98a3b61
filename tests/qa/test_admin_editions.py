import re

import pytest
from django.urls import reverse

from qa.models import ConsentWording, Disclaimer, Feedback
from tests import factories
from tests.desk import log_in_manager

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Disclaimer, ConsentWording])
def test_add_puts_a_new_edition_in_force(client, model):
    log_in_manager(client)

    client.post(reverse(f"admin:qa_{model._meta.model_name}_add"), {"text": "New words."})

    editions = model.objects.values_list("edition", "is_current")
    assert list(editions) == [(2, True), (1, False)]
    assert model.objects.current().text == "New words."


@pytest.mark.parametrize("model", [Disclaimer, ConsentWording])
@pytest.mark.parametrize("step", ["change", "delete"])
def test_edition_is_never_changed_or_deleted(client, model, step):
    client.force_login(factories.user("manager", is_superuser=True))
    edition = model.objects.current()

    address = reverse(f"admin:qa_{model._meta.model_name}_{step}", args=[edition.pk])
    response = client.post(address, {"text": "Other words.", "post": "yes"})

    assert (response.status_code, model.objects.get().text) == (403, edition.text)


def test_list_of_what_readers_said_tells_which_words_they_read(client):
    log_in_manager(client)
    answer = factories.published_answer()
    earlier = answer.live_revision
    revision = factories.new_words(answer)
    for read in (earlier, revision):
        Feedback.objects.create(revision=read, is_helpful=True)

    page = client.get(reverse("admin:qa_feedback_changelist")).content.decode()

    assert re.findall(r'<td class="field-words_read"[^>]*>([^<]*)<', page) == [
        "Revision 2",
        "Revision 1, not live any more",
    ]
