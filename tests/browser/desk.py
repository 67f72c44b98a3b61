"""Coming into the desk in a browser, for tests of what one does there."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page

from qa.models import Revision
from tests import factories
from tests.desk import DeskClient

TABLET = {"width": 820, "height": 1100}
AT_ONCE = 9_000  # milliseconds in which typed words are on the server


def log_in(page: Page, username: str) -> None:
    """Let the browser be somebody who logged in a moment ago, and open today's page."""
    client = DeskClient()
    client.force_login(User.objects.get(username=username))
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.goto("/admin/")
    site = urljoin(page.url, "/")
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    page.goto("/admin/")


def somebody(role: str, name: str):
    user = factories.user(role, username=name)
    return factories.therapist(user=user, display_name=name.title())


def own_draft(page: Page, **values) -> Revision:
    revision = factories.draft(author=somebody("therapist", "nadia"), **values)
    log_in(page, "nadia")
    page.goto(f"/admin/qa/revision/{revision.pk}/change/")
    return revision
