"""Addresses that pages had: those that lead on, and those of erased pages, which nobody reads.

The address that a page has now is its answer's slug.
"""

from collections.abc import Iterable

from django.db import models

from .digests import PAGE_ADDRESS, digests_of

MAX_SLUG_LENGTH = 80


class OldSlug(models.Model):
    """An address that an answer once had and that redirects to it for ever."""

    slug = models.SlugField(max_length=MAX_SLUG_LENGTH, unique=True)
    answer = models.ForeignKey("Answer", models.CASCADE, related_name="old_slugs")

    def __str__(self) -> str:
        return self.slug


class OldPath(models.Model):
    """An address on the site that an answer was moved here from; it redirects there for ever."""

    path = models.CharField(max_length=300, unique=True)
    answer = models.ForeignKey("Answer", models.CASCADE, related_name="old_paths")

    def __str__(self) -> str:
        return self.path


class GoneAddressQuerySet(models.QuerySet["GoneAddress"]):
    def keep(self, slugs: Iterable[str]) -> None:
        """Remember that these addresses lead nowhere any more."""
        digests = [digests_of(slug, PAGE_ADDRESS)[0] for slug in slugs]
        self.bulk_create([GoneAddress(digest=digest) for digest in digests], ignore_conflicts=True)

    def holds(self, slug: str) -> bool:
        """Say whether an address is one of them."""
        return self.filter(digest__in=digests_of(slug, PAGE_ADDRESS)).exists()


class GoneAddress(models.Model):
    """That a page once had an address, which was made from a title and is not kept itself."""

    digest = models.CharField(max_length=64, unique=True)

    objects = GoneAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "gone addresses"

    def __str__(self) -> str:
        return f"Gone address {self.pk}"
