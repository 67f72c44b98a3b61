"""Coming into the desk in a browser, for tests of what one does there."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.desk import DeskClient


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
