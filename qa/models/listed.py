"""An answer as a row of a list shows it."""

import dataclasses

from django.urls import reverse

from qa.rich_text import plain_text

EXCERPT_LENGTH = 200  # characters
ANY = "any-answer"


@dataclasses.dataclass(frozen=True)
class ListedAnswer:
    """What a list shows of a published answer; its models would take longer to make than to find.

    The names are those of the model, so that a list may hold either.
    """

    address: str
    title: str
    excerpt: str

    def get_absolute_url(self) -> str:
        return self.address


def address_pattern() -> str:
    """Return the address of `ANY` answer, asked for once: a slug is written in it as it is."""
    return reverse("answer-detail", args=[ANY])


def excerpt(key_points: list[str], body: str) -> str:
    """Return one sentence that says what an answer is about."""
    if key_points:
        return key_points[0]
    first_line = plain_text(body).partition("\n")[0]
    if len(first_line) <= EXCERPT_LENGTH:
        return first_line
    return f"{first_line[: EXCERPT_LENGTH - 1].rsplit(' ', 1)[0]}…"
