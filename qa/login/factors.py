"""The second factor: who came in with one, and what may be done without."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from qa.demo.loader import is_demo_login

from .sessions import end_sessions

DEMO = "is_demo"
LAST_CODE = "last_counter"
Type = Authenticator.Type


def is_let_in(request: HttpRequest) -> bool:
    """Say whether this session came in with a second factor, or with a password of the demo."""
    if settings.MODE == "local" and request.session.get(DEMO):
        return True
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def let_demo_in(request: HttpRequest, user: User) -> None:
    """Let a login of the demo in by its password, which everybody may know."""
    if settings.MODE == "local" and is_demo_login(user):
        request.session[DEMO] = True


def factors_of(user: User):
    """What somebody can show beside the password; recovery codes are for when it is lost."""
    return Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.WEBAUTHN])


def accept_new(request: HttpRequest, factor: Authenticator) -> None:
    """Take the making of a factor for its first use; other sessions came in without it."""
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
    end_sessions(request.user, but=request.session.session_key)


@transaction.atomic
def spend(factor: Authenticator, code: str) -> bool:
    """Use up a code of an app: neither it nor an older one is taken again. False if it was."""
    locked = Authenticator.objects.select_for_update().get(pk=factor.pk)
    counter = counter_of(locked, code)
    if counter is None or counter <= locked.data.get(LAST_CODE, 0):
        return False
    locked.data[LAST_CODE] = counter
    locked.save(update_fields=["data"])
    return True


def counter_of(factor: Authenticator, code: str) -> int | None:
    """Return the time step, since 1970, that a code belongs to."""
    secret = totp.decrypt(factor.data["secret"])
    digits = "".join(filter(str.isdecimal, code))
    steps = totp.yield_hotp_counters_from_time()
    codes = {totp.format_hotp_value(totp.hotp_value(secret, step)): step for step in steps}
    return codes.get(digits)


def take_away(user: User) -> int:
    """Take every factor from somebody who lost them; return how many there were."""
    count, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    return count
