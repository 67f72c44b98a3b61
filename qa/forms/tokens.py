"""What the form carries from page to page so that no step can be left out; it names nobody.

Each token is a signed moment. There is no session: whoever asks is known by nothing.
"""

import datetime as dt

from django.conf import settings
from django.core import signing

SIGNS_HOLD_FOR = dt.timedelta(days=1)
NO_SIGNS, WARNED, BEGUN = "no-signs", "warned", "begun"


def no_signs_token() -> str:
    """Return what lets somebody go on who has read the warning signs and has none of them."""
    return _signer(NO_SIGNS).sign(NO_SIGNS)


def has_no_signs(token: str) -> bool:
    """Say whether a token was given, within the last day, to somebody without a warning sign."""
    return _is_signed(NO_SIGNS, token, SIGNS_HOLD_FOR)


def warned_token() -> str:
    """Return what says that the page about warning signs in the own words was shown."""
    return _signer(WARNED).sign(WARNED)


def was_warned(token: str) -> bool:
    return _is_signed(WARNED, token)


def begun_token() -> str:
    """Return when the form was shown for the first time."""
    return _signer(BEGUN).sign(BEGUN)


def is_too_quick(token: str) -> bool:
    """Say whether no person can have read and filled in the form since it was shown."""
    quickest = settings.QUICKEST_QUESTION
    if not quickest:
        return False
    return not _is_signed(BEGUN, token) or _is_signed(BEGUN, token, dt.timedelta(seconds=quickest))


def _signer(kind: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"qa.asking.{kind}")


def _is_signed(kind: str, token: str, within: dt.timedelta | None = None) -> bool:
    try:
        _signer(kind).unsign(token, max_age=within)
    except signing.BadSignature:
        return False
    return True
