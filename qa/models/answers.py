"""The public side: an answer, its address, its topics and its neighbors.

An answer is public while it has a live revision: `Revision.approve` and an import give it one, a
withdrawal takes it away. Queries ask `qa.models.published`.
"""

import datetime as dt
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinics.models import Organization, Therapist
from qa import search_index

from .answer_queryset import AnswerQuerySet
from .answer_row import AnswerRow
from .listed import ListedAnswer
from .locking import lock, lock_words
from .neighbors import related_answers
from .page_addresses import GoneAddress, OldSlug

if TYPE_CHECKING:
    from .revisions import Revision


class Answer(AnswerRow):
    """The public article: one page with one address, its topics and its live revision."""

    objects = AnswerQuerySet.as_manager()

    def __str__(self) -> str:
        if self.slug:
            return self.slug
        return f"{'Erased page' if self.published_at else 'Unpublished answer'} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("answer-detail", args=[self.slug])

    @property
    def title(self) -> str:
        """The title of what is published; empty where nothing is."""
        return self.live_revision.title if self.live_revision else ""

    @property
    def excerpt(self) -> str:
        """The first words of what is published; empty where nothing is."""
        return self.live_revision.excerpt if self.live_revision else ""

    @property
    def is_published(self) -> bool:
        return self.live_revision_id is not None

    @property
    def review_is_overdue(self) -> bool:
        due_on = self.next_review_on
        return self.is_published and (due_on is None or due_on < timezone.localdate())

    @property
    def open_revision(self) -> "Revision | None":
        """The revision that is being written or reviewed, if any."""
        return self.revisions.open().first()

    def related_answers(self) -> list[ListedAnswer]:
        """The published neighbors to show: the editor's picks first, then those found."""
        return related_answers(self.pk)

    @transaction.atomic
    def start_revision(
        self, author: Therapist | None, like: "Revision | None" = None
    ) -> "Revision":
        """Begin a new revision from the live words, or from an earlier revision's.

        Before the first approval it is empty.

        Raises ValidationError: "already_open" while another one is unfinished, "taken_back" when
        the asker whose words led to the page does not want it any more.
        """
        if Answer.objects.select_for_update().get(pk=self.pk).taken_back_at:
            raise ValidationError(
                "Begin a new answer without a question; the asker took this one back.",
                code="taken_back",
            )
        if self.revisions.open().exists():
            raise ValidationError(
                "Finish the revision that is already open; an answer has one at a time.",
                code="already_open",
            )
        return self.revisions.begin(self, author, like or self.live_revision)

    @transaction.atomic
    def start_correction(self, edited_question: str) -> "Revision":
        """Send the live words with a corrected question for review; the page stays meanwhile.

        The author stays the same: whoever corrects a slip did not write the answer.

        Raises ValidationError: "already_open", or what `Revision.send_for_review` raises.
        """
        lock(self)
        revision = self.start_revision(self.live_revision.author)
        revision.edited_question = edited_question
        revision.save(update_fields=["edited_question", "updated_at"])
        revision.send_for_review()
        return revision

    @transaction.atomic
    def move_to(self, slug: str) -> None:
        """Give the page a new address; the old one redirects there for ever.

        Raises ValidationError: "slug_taken" when another answer has or had it, "erased" when the
        page keeps none any more.
        """
        self.hold()
        if self.published_at and not self.slug:
            raise ValidationError(
                "Leave this page as it is; it was erased, and its address with it.", code="erased"
            )
        if slug == self.slug:
            return
        search_index.lock()
        if Answer.objects.exclude(pk=self.pk).have_or_had(slug):
            raise ValidationError(
                "Choose another address; another answer has this one or had it.", code="slug_taken"
            )
        OldSlug.objects.filter(slug=slug).delete()
        if self.slug and self.published_at:
            OldSlug.objects.create(slug=self.slug, answer=self)
        self.slug = slug
        self.save(update_fields=["slug"])

    @transaction.atomic
    def pick_related(self, picks: list["Answer"]) -> None:
        """Let an editor choose which answers are shown beside this one first, in this order."""
        search_index.lock()
        self.neighbors.filter(is_pick=True).exclude(related__in=picks).delete()
        for position, related in enumerate(picks):
            self.neighbors.update_or_create(
                related=related, defaults={"is_pick": True, "position": position}
            )

    @transaction.atomic
    def confirm_review(self, by: Therapist, on: dt.date | None = None) -> None:
        """Say that a therapist read the live words on a date (today) and they still hold.

        Raises ValidationError with the codes "not_published", "never_reviewed" or
        "license_expired".
        """
        on = on or timezone.localdate()
        if not self.is_published:
            raise ValidationError("This answer is not published.", code="not_published")
        if self.live_revision.is_imported:
            raise ValidationError(
                "Write a new revision first; these words were never approved here.",
                code="never_reviewed",
            )
        if not by.has_current_license(on):
            raise ValidationError(
                f"Renew the license of {by.display_name} first; it is not current.",
                code="license_expired",
            )
        self.set_review_dates(on, Organization.objects.get().review_months)
        self.save(update_fields=["last_reviewed_on", "next_review_on"])

    def set_review_dates(self, on: dt.date, months: int) -> None:
        """Note a review on a date and when the next one is due; the caller saves."""
        self.last_reviewed_on = on
        self.next_review_on = on + relativedelta(months=months)

    @transaction.atomic
    def withdraw(self, at: dt.datetime | None = None) -> None:
        """Take the page down at once; its address answers 410 from now on.

        What was approved for later was approved for a page that stood: it waits for a reviewer.

        Raises ValidationError with the code "not_published" when there is no page.
        """
        self.hold()
        if not self.is_published:
            raise ValidationError("This answer is not published.", code="not_published")
        search_index.lock()
        Answer.objects.filter(pk=self.pk).take_down(at or timezone.now())
        self.refresh_from_db(fields=["live_revision", "withdrawn_at"])
        for revision in self.revisions.scheduled():
            revision.cancel_schedule("The page was taken down before then.")
        self._leave_neighbors()

    def _leave_neighbors(self) -> None:
        """Let the answers that this one was found for have another in its place."""
        from qa import related  # which reads this module first

        related.replace([self.pk], related.beside([self.pk]))

    @transaction.atomic
    def erase_words(self) -> None:
        """Delete every word and picture of a page that is gone for ever, and those in its address.

        Whoever asks for the address still hears that the page is gone (410).
        """
        self.hold()
        search_index.lock()
        old = self.old_slugs.all()
        GoneAddress.objects.keep({*old.values_list("slug", flat=True), *filter(None, [self.slug])})
        old.delete()
        self.slug = None
        self.save(update_fields=["slug"])
        self.revisions.all().discard()

    @transaction.atomic
    def take_back(self, at: dt.datetime) -> None:
        """Do what the asker wants whose words led to the page: it is gone and never comes back."""
        if self.is_published:
            self.withdraw(at)
        if self.published_at:
            self.taken_back_at = at
            self.save(update_fields=["taken_back_at"])
            self.revisions.open().discard()

    @transaction.atomic
    def settle_pictures(self) -> None:
        """Put its pictures away while the page is taken down, and back once it is not.

        Raises what `hold` does.
        """
        self.hold()
        if self.withdrawn_at:
            self.revisions.all().put_pictures_away()
        else:
            self.revisions.all().bring_pictures_back()

    def hold(self) -> None:
        """Lock the row, then its revisions, until the transaction ends, and read it again.

        Raises Answer.DoesNotExist once its asker took back what was never public.
        """
        lock_words(self)
        self.refresh_from_db()
