"""What changes shows within a second on the pages that are kept, and the version tells it."""

import time
from collections.abc import Callable

import pytest
from django.db import transaction

from askexperts.page_cache import middleware
from clinics.models import Clinic, OpeningHours, Organization, OrganizationLink, Therapist
from qa.forms import no_signs_token
from qa.models import Answer, ConsentWording, Disclaimer, PageVersion, Topic
from tests import factories
from tests.askexperts.page_cache import a_whole_site, kept_paths

pytestmark = [
    # The version is raised at a commit, which other tests never come to.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("memory"),
]


def soon(is_so: Callable[[], bool]) -> bool:
    """Say whether it comes true within the second that is promised."""
    deadline = time.monotonic() + 1
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


CHANGES: dict[str, Callable[[Answer], object]] = {
    "phone": lambda answer: Organization.objects.update(phone="(503) 555-0177"),
    "link": lambda answer: OrganizationLink.objects.update(label="Jobs"),
    "clinic": lambda answer: Clinic.objects.update(name="Riverside"),
    "hours": lambda answer: OpeningHours.objects.update(closes="19:00"),
    "therapist": lambda answer: Therapist.objects.update(display_name="Maya Okafor"),
    "topic": lambda answer: Topic.objects.update(name="Knee and shin"),
    "topics": lambda answer: answer.topics.clear(),
    "related": lambda answer: answer.pick_related([factories.published_answer()]),
    "review": lambda answer: answer.confirm_review(
        answer.live_revision.author, on=answer.last_reviewed_on.replace(year=2031)
    ),
    "address": lambda answer: answer.move_to("elsewhere"),
}


def test_every_visible_change_shows_within_a_second(client):
    answer = a_whole_site()
    paths = [answer.get_absolute_url(), Clinic.objects.get().get_absolute_url()]

    def shown() -> list[tuple[int, bytes]]:
        return [(page.status_code, page.content) for page in map(client.get, paths)]

    def shows(change: Callable[[Answer], object]) -> bool:
        before = shown()
        change(answer)
        return soon(lambda: shown() != before)

    assert {name: shows(change) for name, change in CHANGES.items()} == dict.fromkeys(CHANGES, True)


def test_new_words_show_within_a_second_of_their_approval(client):
    answer = a_whole_site()
    client.get(answer.get_absolute_url())
    revision = factories.write(answer.start_revision(factories.therapist()), title="Newly told?")
    revision.send_for_review()

    revision.approve(factories.therapist())

    assert soon(lambda: b"Newly told?" in client.get(answer.get_absolute_url()).content)


def test_withdrawn_page_is_gone_within_a_second(client):
    answer = a_whole_site()
    client.get(answer.get_absolute_url())

    answer.withdraw()

    assert soon(lambda: client.get(answer.get_absolute_url()).status_code == 410)


def test_withdrawn_answer_leaves_every_copy_that_shows_it(client):
    """None may be served later, when the database is away and cannot be asked."""
    answer, other = a_whole_site(), factories.published_answer()
    other.pick_related([answer])
    paths = ["/", "/answers/", "/privacy/", other.get_absolute_url()]
    for path in [*paths, answer.get_absolute_url()]:
        client.get(path)

    answer.withdraw()

    assert soon(lambda: kept_paths() == sorted(paths))
    shown = [copy.answers for copy in middleware.copies._copies.values()]
    assert {answer.slug} & set().union(*shown) == set()


def test_header_and_footer_of_a_page_that_is_never_kept_follow_within_a_second(client):
    a_whole_site()
    client.get("/search/")

    Organization.objects.update(name="New Name Physical Therapy")

    assert soon(lambda: client.get("/search/").content.count(b"New Name Physical Therapy") == 2)


def test_writing_a_draft_changes_no_version():
    revision = factories.draft()
    before = PageVersion.objects.number()

    factories.write(revision)

    assert PageVersion.objects.number() == before


def test_version_is_raised_once_with_the_transaction():
    before = PageVersion.objects.number()

    with transaction.atomic():
        Organization.objects.update(phone="1")
        during = PageVersion.objects.number()
        Disclaimer.objects.publish("Another wording.")

    assert (during, PageVersion.objects.number() > before) == (before, True)


def test_version_stays_where_the_transaction_fails():
    before = PageVersion.objects.number()

    with transaction.atomic():
        Organization.objects.update(phone="1")
        transaction.set_rollback(True)

    assert PageVersion.objects.number() == before


def test_new_words_of_the_consent_are_asked_for_within_a_second(client):
    form = f"/ask/?passed={no_signs_token()}"
    client.get(form)

    ConsentWording.objects.publish("You may print it.")

    assert soon(lambda: b"You may print it." in client.get(form).content)
