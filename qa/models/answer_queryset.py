"""Which answers there are: public, gone, in work, due; and what is read along with them."""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from clinics.models import Therapist
from qa import search_index

from .page_addresses import MAX_SLUG_LENGTH, GoneAddress, OldSlug
from .published import published
from .recalls import Recall

if TYPE_CHECKING:
    from .answers import Answer


class AnswerQuerySet(models.QuerySet["Answer"]):
    def published(self) -> Self:
        """The answers that the public may see."""
        return self.filter(published())

    def withdrawn(self) -> Self:
        """Answers that were public once and are gone (HTTP 410)."""
        return self.filter(withdrawn_at__isnull=False)

    def take_down(self, at: dt.datetime) -> None:
        """Let these pages answer 410 from a moment on: nothing finds them, no copy is left.

        Whoever calls it holds them and the index, and finds others for those they stood beside.
        """
        from .revisions import Revision  # which reads this module first

        pages = self.model.objects.filter(pk__in=list(self.values_list("pk", flat=True)))
        Recall.objects.begin(pages, at)
        pages.update(live_revision=None, withdrawn_at=at)
        search_index.remove(pages.values_list("pk", flat=True))
        # While it may still fail: killed later, it would leave the pictures in public.
        Revision.objects.filter(answer__in=pages).put_pictures_away()

    def taken_back_by(self, moment: dt.datetime) -> Self:
        """Answers that an asker took back by a moment and whose words are still kept."""
        return self.filter(taken_back_at__lte=moment, revisions__isnull=False).distinct()

    def in_work(self) -> Self:
        """Answers of which a revision is being written or reviewed."""
        return self.filter(revisions__status__in=["draft", "in_review"])

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-id")

    def with_words(self) -> Self:
        """Read what a list shows of each answer along with it."""
        return self.select_related("live_revision")

    def for_rows(self) -> Self:
        """Read just what a row of a list shows: the address, the title and the first words."""
        words = (f"live_revision__{name}" for name in ("title", "key_points", "body"))
        return self.with_words().only("slug", *words)

    def with_desk_details(self) -> Self:
        """Read what the desk shows of each answer along with it."""
        return self.select_related("live_revision__author").prefetch_related("topics")

    def by_therapist(self, therapist: Therapist) -> Self:
        """Answers whose live words this therapist wrote."""
        return self.filter(live_revision__author=therapist)

    def have_or_had(self, slug: str) -> bool:
        """Say whether an address is or was one of theirs, or of a page that was erased."""
        former = OldSlug.objects.filter(slug=slug, answer__in=self)
        present = self.filter(slug=slug)
        return present.exists() or former.exists() or GoneAddress.objects.holds(slug)

    def shown_at(self, slugs: Iterable[str]) -> set[str]:
        """Return those of these addresses, present or former, that lead to a published answer."""
        named = list(slugs)
        former = OldSlug.objects.filter(slug__in=named, answer__in=self.published())
        present = self.published().filter(slug__in=named)
        return {
            *present.values_list("slug", flat=True),
            *former.values_list("slug", flat=True),
        }

    def in_order(self, pks: list[int]) -> list["Answer"]:
        """The published answers with these keys, with their words, in this order."""
        found = self.published().with_words().in_bulk(pks)
        return [found[pk] for pk in pks if pk in found]

    def due_for_review(self, on: dt.date | None = None, within_days: int = 0) -> Self:
        """Published answers whose next review is due by a date, or that never had one here."""
        limit = (on or timezone.localdate()) + dt.timedelta(days=within_days)
        return self.published().filter(
            Q(next_review_on__lte=limit) | Q(next_review_on__isnull=True)
        )

    def free_slug(self, title: str) -> str:
        """Return a slug made from a title that no answer has or had."""
        stem = slugify(title)[: MAX_SLUG_LENGTH - 4].strip("-") or "answer"
        pattern = rf"^{stem}(-\d+)?$"
        taken = {
            *self.filter(slug__regex=pattern).values_list("slug", flat=True),
            *OldSlug.objects.filter(slug__regex=pattern).values_list("slug", flat=True),
        }
        slugs = itertools.chain([stem], (f"{stem}-{n}" for n in itertools.count(2)))
        free = (slug for slug in slugs if slug not in taken)
        return next(slug for slug in free if not GoneAddress.objects.holds(slug))
