"""Which revisions: the rows that the desk asks for, and how the next one begins."""

import datetime as dt
import logging
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Self, cast

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.fields.files import ImageFieldFile
from django.utils import timezone

from clinics.models import Therapist
from clinics.pictures import PictureFieldFile
from qa.links import links_in

from .link_checks import LinkCheck

if TYPE_CHECKING:
    from .answers import Answer
    from .revisions import Revision

logger = logging.getLogger(__name__)

WORDS = (
    "title",
    "edited_question",
    "key_points",
    "body",
    "image",
    "image_alt",
    "image_is_decorative",
    "call_to_action_heading",
    "call_to_action_text",
    "call_to_action_button",
)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def open(self) -> Self:
        """Revisions that are written, reviewed or wait for their time: not final yet."""
        return self.exclude(status=self.model.Status.APPROVED)

    def once_public(self) -> Self:
        """Revisions that are final: each of them is live or was."""
        return self.filter(status=self.model.Status.APPROVED)

    def due_for_publishing(self, at: dt.datetime | None = None) -> Self:
        """Approved revisions whose set time has come, the earliest first."""
        due = self.scheduled().filter(publish_at__lte=at or timezone.now())
        return due.order_by("publish_at", "id")

    def scheduled(self) -> Self:
        """Revisions that are approved and go public at a set time."""
        return self.filter(status=self.model.Status.SCHEDULED)

    def drafts(self) -> Self:
        return self.filter(status=self.model.Status.DRAFT)

    def in_review(self) -> Self:
        """Revisions that wait for a reviewer, the longest waiting first."""
        return self.filter(status=self.model.Status.IN_REVIEW).order_by("sent_for_review_at")

    def to_review(self) -> Self:
        """What a reviewer has to read, the longest waiting first.

        That is what was sent for review, and imported words that are live and unread here.
        """
        rewritten = self.model.objects.open().filter(answer=models.OuterRef("answer"))
        unread = Q(is_imported=True, live_for__isnull=False) & ~models.Exists(rewritten)
        return self.filter(Q(status=self.model.Status.IN_REVIEW) | unread).order_by(
            F("sent_for_review_at").asc(nulls_last=True), "id"
        )

    def discard(self) -> None:
        """Delete revisions with what is kept of their links and pictures, if no other has them.

        Pictures go once the deletion is certain.
        """
        pictures = [revision.image for revision in self.exclude(image="")]
        bodies = self.values_list("body", flat=True)
        links = {address for body in bodies for address in links_in(body)}
        self.delete()
        LinkCheck.objects.filter(address__in=filter(self._is_linked_nowhere, links)).delete()
        # Nobody is to read that an erasure failed because of a file; the log says it.
        transaction.on_commit(lambda: self._delete_unused(pictures), robust=True)

    def of_pages_taken_down(self) -> Self:
        return self.filter(answer__withdrawn_at__isnull=False)

    def of_other_pages(self) -> Self:
        """Revisions of pages that are public, or were not yet."""
        return self.filter(answer__withdrawn_at__isnull=True)

    def pictures(self) -> set[str]:
        """The stored names of their pictures."""
        return set(self.exclude(image="").values_list("image", flat=True))

    def put_pictures_away(self) -> None:
        """Let no server show the files of their pictures; the caller holds the answers."""
        self._move_pictures(PictureFieldFile.put_away)

    def bring_pictures_back(self) -> None:
        """Let the files of their pictures be shown again; the caller holds the answers."""
        self._move_pictures(PictureFieldFile.bring_back)

    def _move_pictures(self, move: Callable[[PictureFieldFile], None]) -> None:
        """Nobody is to read that a step failed because of a file: the worker tries it again."""
        for name in self.pictures():
            try:
                move(cast(PictureFieldFile, self.model(image=name).image))
            except OSError as error:
                logger.error("A picture is not where it belongs: %s", type(error).__name__)

    def _is_linked_nowhere(self, address: str) -> bool:
        link = f'href="{escape(address)}"'
        return not self.model.objects.filter(body__contains=link).exists()

    def _delete_unused(self, pictures: list[ImageFieldFile]) -> None:
        for picture in pictures:
            if not self.model.objects.filter(image=picture.name).exists():
                picture.delete(save=False)

    def with_details(self) -> Self:
        """Read what the desk shows of each revision along with it."""
        return self.select_related("answer", "author").prefetch_related("answer__topics")

    def begin(
        self, answer: "Answer", author: Therapist | None, like: "Revision | None"
    ) -> "Revision":
        """Create the next draft of an answer in the words of another revision, if one is given."""
        number = self.filter(answer=answer).count() + 1
        words = {name: getattr(like, name) for name in WORDS} if like else {}
        begun = self.create(answer=answer, number=number, author=author, **words)
        if like:
            begun.dismissals.carry(like, begun)
        return begun
