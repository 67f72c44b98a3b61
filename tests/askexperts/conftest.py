from collections.abc import Iterator

import pytest

from askexperts.page_cache import middleware
from clinics import standing
from qa.standing import consent_wording, topics, topics_in_use

MEGABYTE = 1024 * 1024


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page cache that is switched on."""
    monkeypatch.setattr(middleware.copies, "limit", 8 * MEGABYTE)
    yield
    middleware.watch.stop()
    middleware.copies.clear()
    standing.organization.forget()
    standing.therapists.forget()
    topics.forget()
    topics_in_use.forget()
    consent_wording.forget()
