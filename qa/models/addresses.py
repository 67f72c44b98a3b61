"""Telling an e-mail address again that is stored encrypted, without reading the others.

A digest cannot be turned back, and without the key nobody can try addresses against it.
"""

import hmac
from collections.abc import Iterable

from django.db import models


def in_one_form(email: str) -> str:
    """Return an address as it is compared: people type it with capitals or a space too many."""
    return email.strip().lower()


def digests_of(email: str, keys: Iterable[bytes]) -> list[str]:
    """Return the digests of an address, one for each key; 64 characters each."""
    return [_digest(in_one_form(email).encode(), key) for key in keys]


def keys_of(model: type[models.Model]) -> list[bytes]:
    """Return the keys that encrypt addresses: the first writes, older ones are still read."""
    return model._meta.get_field("asker_email").keys


def _digest(email: bytes, key: bytes) -> str:
    # A key of its own for this use, as RFC 5869 makes it from a key that is random already.
    own_key = hmac.digest(key, b"qa.address_digest\x01", "sha256")
    return hmac.new(own_key, email, "sha256").hexdigest()
