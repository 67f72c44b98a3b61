"""Telling words again that are stored encrypted, or not any more, without keeping them readable.

A digest cannot be turned back, and without the key nobody can try words against it.
"""

import hmac

from django.apps import apps

ASKER_ADDRESS = "qa.address_digest"
PAGE_ADDRESS = "qa.gone_address"


def in_one_form(email: str) -> str:
    """Return an address as it is compared: people type it with capitals or a space too many."""
    return email.strip().lower()


def digests_of(words: str, use: str) -> list[str]:
    """Return the digests of words, 64 characters each: one to store, then those of older keys.

    `use` keeps those of one kind from being compared with those of another.
    """
    # Those that encrypt who asked; the field derives them once for each process.
    keys = apps.get_model("qa", "Question")._meta.get_field("asker_email").keys
    return [_digest(words.encode(), use.encode(), key) for key in keys]


def _digest(words: bytes, use: bytes, key: bytes) -> str:
    # A key of its own for each use, as RFC 5869 makes it from a key that is random already.
    own_key = hmac.digest(key, use + b"\x01", "sha256")
    return hmac.new(own_key, words, "sha256").hexdigest()
