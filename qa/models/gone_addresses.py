"""Addresses of pages that were erased: they stay gone for ever, and nobody reads what they said."""

from collections.abc import Iterable

from django.db import models

from .digests import PAGE_ADDRESS, digests_of


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
