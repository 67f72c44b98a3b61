"""What bars somebody from a page: what axe finds, and a page that is wider than the window."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    # Until its font is there, an icon is a word to the checker, pale on a button out of use.
    page.evaluate("document.fonts.ready.then(() => null)")
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    return [found["id"] for found in Axe().run(page, options=options).response["violations"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
