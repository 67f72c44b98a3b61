"""The rich text of an answer: what it may hold, and the one place that declares it safe to show."""

import re
from html import unescape
from itertools import count

import nh3
from django.conf import settings
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField

from qa.typed import without_control_characters

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "blockquote", "br", "a"}
MAX_BODY_LENGTH = 500_000  # characters with tags; PostgreSQL indexes a million bytes of words
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "History": True,
}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
    clean_content_tags={"script", "style"},
)
_EMPTY_PARAGRAPH = re.compile(r"<p>(\s|&nbsp;|<br>)*</p>")
_SUBHEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_BLOCK = re.compile(r"<(p|h2|h3|ul|ol|blockquote)>.*?</\1>", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_BLOCK_END = re.compile(r"</(p|h2|h3|li|blockquote)>|<br>")


def clean_rich_text(html: str) -> str:
    """Return the HTML with nothing but the allowed tags and links of safe schemes."""
    cleaned = _cleaner.clean(html)
    readable = without_control_characters(cleaned)
    if readable != cleaned:  # What is left of "java&#1;script:" is an address to look at again.
        cleaned = _cleaner.clean(readable)
    return _EMPTY_PARAGRAPH.sub("", cleaned).strip()


def shown(html: str) -> SafeString:
    """Return stored rich text, cleaned once more, as a template may print it.

    Each subheading gets the id that `subheadings` names.
    """
    numbers = count(1)
    return SafeString(
        _SUBHEADING.sub(
            lambda found: f'<h2 id="part-{next(numbers)}">{found[1]}</h2>', clean_rich_text(html)
        )
    )


def subheadings(html: str) -> list[tuple[str, str]]:
    """Return the id and the words of each subheading, in their order."""
    found = _SUBHEADING.findall(clean_rich_text(html))
    return [(f"part-{n}", plain_text(words)) for n, words in enumerate(found, 1)]


def blocks(html: str) -> list[str]:
    """Return the paragraphs, subheadings, lists and quotes of rich text, each on its own."""
    return [found[0] for found in _BLOCK.finditer(clean_rich_text(html))]


def plain_text(html: str) -> str:
    """Return the words of rich text without tags, one block a line."""
    return "\n".join(stored_lines(clean_rich_text(html)))


def stored_lines(clean: str) -> list[str]:
    """Return the words of each block of rich text that was cleaned, as all is that is stored."""
    lines = unescape(_TAG.sub("", _BLOCK_END.sub("\n", clean))).splitlines()
    return [line.strip() for line in lines if line.strip()]


def text_with_addresses(html: str) -> str:
    """Return what `plain_text` does, with the address behind each link after its words."""
    return plain_text(_LINK.sub(_with_address, clean_rich_text(html)))


def _with_address(link: re.Match[str]) -> str:
    address = link[1].removeprefix("mailto:").removeprefix("tel:")
    if address.startswith("/"):
        address = settings.SITE_URL + address
    return link[2] if address in link[2] else f"{link[2]} ({address})"


class RichTextField(ProseEditorField):
    """HTML of the allowed kind, cleaned whenever it is saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean_rich_text, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "qa.rich_text.RichTextField", args, kwargs

    def pre_save(self, model_instance, add):
        cleaned = clean_rich_text(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, cleaned)
        return cleaned
