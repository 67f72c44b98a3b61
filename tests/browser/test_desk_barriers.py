"""No page of the desk has a barrier or is wider than the window."""

import datetime as dt

import pytest
from django.utils import timezone

from qa.models import Passage
from tests import factories
from tests.browser.barriers import violations
from tests.browser.desk import log_in, somebody

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("jobs"),  # Mail is not part of these journeys.
]

BUSY = ["today", "queue", "editor", "review"]

KINDS_OF_MANAGERS = [
    *("qa/auditentry", "qa/notice", "qa/bookingcount", "qa/answeredcount", "qa/searchcount"),
    *("qa/feedback", "qa/topic", "qa/disclaimer", "qa/synonym", "qa/warningsign"),
    *("clinics/therapist", "clinics/clinic", "clinics/organization", "auth/user"),
]


def pages() -> dict[str, str]:
    """Every page of the desk that a therapist or a reviewer uses, by what it is."""
    therapist = somebody("reviewer", "tom")
    waiting = factories.question(topic=factories.topic(), clinic=factories.clinic())
    factories.question(text="Painwithoutaspace" * 15)
    draft = factories.question(text="Being answered?").start_answer(therapist)
    factories.write(draft, title="Will Dr. Miller's knee heal?")
    sent = factories.revision_in_review()
    live = factories.published_answer(title="Why does my knee click?").live_revision
    later = factories.revision_in_review()
    later.schedule(therapist, timezone.now() + dt.timedelta(days=1))
    passage = Passage.objects.create(title="Thanks", body="<p>Thank you.</p><p>Bye.</p>")
    question, revision = f"qa/question/{waiting.pk}", "qa/revision"
    return {
        "today": "",
        "queue": "qa/question/",
        "question": f"{question}/change/",
        "history": f"{question}/history/",
        "private answer": f"{question}/answer/",
        "reasons to decline": f"{question}/decline/",
        "refusal": f"{question}/decline/?reason=not_a_question",
        "reuse": f"{question}/reuse/?answer={live.answer_id}",
        "passages": "qa/passage/",
        "no passages": "qa/passage/?q=nothing",
        "new passage": "qa/passage/add/",
        "passage": f"qa/passage/{passage.pk}/change/",
        "work": f"{revision}/",
        "no work": f"{revision}/?q=nothing",
        "editor": f"{revision}/{draft.pk}/change/",
        "preview": f"{revision}/{draft.pk}/preview/",
        "review": f"{revision}/{sent.pk}/review/",
        "slip": f"{revision}/{sent.pk}/correct/",
        "set time": f"{revision}/{later.pk}/change/",
        "live words": f"{revision}/{live.pk}/change/",
        "answers": "qa/answer/",
        "new answer": "qa/answer/add/",
        "answer": f"qa/answer/{live.answer_id}/change/",
        "withdrawal": f"qa/answer/{live.answer_id}/withdraw/",
        "letters": "qa/notice/mine/",
        "second factor": "second-factor/",
        "show yourself again": "confirm/",
        "password": "password_change/",
    }


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_pages_fit(page, width):
    """The fixture fails the test when a page complains."""
    addresses = pages()
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, "tom")
    wide = []
    for name, address in addresses.items():
        page.goto(f"/admin/{address}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    assert wide == []


@pytest.mark.parametrize(
    ("width", "scheme", "named"),
    [(390, "light", None), (1280, "dark", None), (820, "light", BUSY), (820, "dark", BUSY)],
    ids=["phone", "dark desk", "tablet", "dark tablet"],
)
def test_pages_have_no_barriers(page, complaints, width, scheme, named):
    addresses = pages()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    page.goto("/admin/")
    found = {"login": violations(page)}
    log_in(page, "tom")
    for name in named or addresses:
        page.goto(f"/admin/{addresses[name]}", wait_until="load")
        found[name] = violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}
    page.goto("about:blank")
    complaints.clear()  # The policy refuses the styles of the checker itself.


def test_lists_of_managers_have_no_barriers_and_fit(page, complaints):
    factories.user("manager", username="ada")
    factories.question().notices.create(kind="declined")
    factories.clinic()
    log_in(page, "ada")
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for kind in KINDS_OF_MANAGERS:
        page.goto(f"/admin/{kind}/")
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found[kind] = [*violations(page), *(["too wide"] if too_wide else [])]

    assert {kind: problems for kind, problems in found.items() if problems} == {}
    page.goto("about:blank")
    complaints.clear()  # The policy refuses the styles of the checker itself.
