"""Pages that were taken down a moment ago, of which a copy may still lie in front of the site."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from encrypted_fields.fields import EncryptedCharField

from .page_addresses import OldSlug

if TYPE_CHECKING:
    from .answer_queryset import AnswerQuerySet

# nginx forgets by itself what nobody reads for ten minutes, and whoever reads has it replaced.
WORTH_IT_FOR = dt.timedelta(minutes=15)


class RecallQuerySet(models.QuerySet["Recall"]):
    def begin(self, answers: "AnswerQuerySet", at: dt.datetime) -> None:
        """Note the addresses, present and former, of pages that are taken down at a moment."""
        former = OldSlug.objects.filter(answer__in=answers).values_list("slug", flat=True)
        slugs = [*answers.values_list("slug", flat=True), *former]
        self.bulk_create([Recall(slug=slug, since=at) for slug in slugs])

    def outlived(self, at: dt.datetime) -> Self:
        """Those that are not worth another try at a moment."""
        return self.filter(since__lte=at - WORTH_IT_FOR)


class Recall(models.Model):
    """That copies of a page in front of the site are to be replaced by the word that it is gone.

    Its address was made from a title, so it is encrypted, and deleted within minutes.
    """

    slug = EncryptedCharField(max_length=80)
    since = models.DateTimeField()

    objects = RecallQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Recall {self.pk}"
