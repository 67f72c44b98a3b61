import datetime as dt
import re

import pytest
from django.utils import timezone

from qa.models import SearchCount, Synonym
from qa.models.finding import REST
from tests.desk import log_in, log_in_manager, said

pytestmark = pytest.mark.django_db

LIST = "/admin/qa/synonym/"


def pair(**values) -> Synonym:
    Synonym.objects.all().delete()
    return Synonym.objects.create(**{"lay": "funny bone", "clinical": "ulnar nerve", **values})


def approve(client, synonym: Synonym):
    data = {"action": "approve", "_selected_action": [synonym.pk]}
    return client.post(LIST, data, follow=True)


def test_reviewer_approves_a_pair(client):
    synonym = pair()
    log_in(client, "reviewer")

    response = approve(client, synonym)

    synonym.refresh_from_db()
    assert (synonym.approved_on, said(response)) == (
        timezone.localdate(),
        ["Pairs approved: 1."],
    )


def test_cells_say_what_they_are_where_rows_are_cards(client):
    pair()
    log_in(client, "reviewer")

    row = client.get(LIST).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]

    assert re.findall(r'<t[dh] class="([^"]*)"(?: data-label="([^"]*)")?', row) == [
        ("action-checkbox", ""),
        ("field-lay", "What people say:"),
        ("field-clinical", "What clinicians write:"),
        ("field-approved_on nowrap", "Approved by a clinician on:"),
    ]


def test_manager_cannot_approve_a_pair(client):
    synonym = pair()
    log_in_manager(client)

    approve(client, synonym)

    synonym.refresh_from_db()
    assert synonym.approved_on is None


def test_manager_adds_a_pair_that_waits_for_approval(client):
    log_in_manager(client)

    client.post(f"{LIST}add/", {"lay": "charley horse", "clinical": "muscle cramp"})

    assert Synonym.objects.get(lay="charley horse").approved_on is None


def test_changed_pair_has_to_be_approved_again(client):
    synonym = pair(approved_on=dt.date(2026, 1, 1))
    log_in_manager(client)

    client.post(f"{LIST}{synonym.pk}/change/", {"lay": "elbow tip", "clinical": "olecranon"})

    synonym.refresh_from_db()
    assert (synonym.lay, synonym.approved_on) == ("elbow tip", None)


def test_manager_sees_what_was_not_found(client):
    for day in (1, 2, 3):
        SearchCount.objects.count_search("unicycle", 0, dt.date(2026, 1, day))
        SearchCount.objects.count_search("unique secret", 0, dt.date(2026, 1, 1))
        SearchCount.objects.count_search("kneecap", 3, dt.date(2026, 1, day))
    log_in_manager(client)

    rows = client.get("/admin/qa/searchcount/").context["cl"].result_list

    assert [row.query for row in rows] == ["unicycle", "unicycle", "unicycle"]


def test_manager_sees_how_many_searches_a_full_day_did_not_tell_apart(client):
    on = dt.date(2026, 1, 1)
    SearchCount.objects.create(searched_on=on, digest=REST, query="", times=70, found=0)
    SearchCount.objects.create(searched_on=on, digest="1", query="", times=5, found=0)
    SearchCount.objects.create(searched_on=on, digest="2", query="kneecap", times=9, found=3)
    log_in_manager(client)

    page = client.get("/admin/qa/searchcount/?show=all").content.decode()

    rows = re.findall(r"field-words[^>]*>(.*?)</td>.*?field-answers[^>]*>(.*?)</td>", page, re.S)
    assert rows == [("All other searches of that day, together", "-"), ("kneecap", "3")]
