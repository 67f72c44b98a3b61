"""What the desk decides where django-allauth asks."""

import logging
import time
from functools import cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import redirect
from encrypted_fields.fields import EncryptedTextField

from clinics.models import Organization
from qa.abuse import place
from qa.models.audit import AuditEntry, record

from .factors import factors_of, is_let_in, let_demo_in

logger = logging.getLogger(__name__)

WRONG = "This name and password do not belong together. Try again, or ask a manager for help."
TOO_OFTEN = "Too many tries. Wait five minutes, then try again with a new code."
NOT_STAFF = "This login is not in use. Ask a manager for help."


class DeskAccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": "This is not your password. Try again.",
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request):
        """Managers make the logins."""
        return False

    def get_client_ip(self, request):
        return place(request)

    def pre_authenticate(self, request, **credentials):
        """django-axes counts instead: by name and address, so that no owner is locked out."""

    def authentication_failed(self, request, **credentials):
        """Leave a row, unless the lock-out leaves one; the typed name is in neither."""
        if not getattr(request, "axes_locked_out", False):
            person = User.objects.filter(username=credentials.get("username")).first()
            failed(request, person)

    def pre_login(self, request, user, **kwargs):
        """Turn away who has a login and is not staff, or not any more."""
        if user.is_active and user.is_staff:
            return None
        clear_login(request)
        failed(request, user)
        messages.error(request, NOT_STAFF)
        return redirect("account_login")

    def login(self, request, user):
        super().login(request, user)
        let_demo_in(request, user)
        if user.is_superuser:
            logger.warning("A superuser logged in.")
        record(AuditEntry.Kind.LOGGED_IN, person=user, page=page_of(request))

    def post_login(self, request, user, **kwargs):
        """Lead somebody without a second factor to where one is made, and nowhere else."""
        response = super().post_login(request, user, **kwargs)
        return response if is_let_in(request) else redirect("mfa_index")

    def is_reauthentication_required(self, *, app=""):
        """Ask again who it is, unless they said so a moment ago."""
        request = context.request
        records = get_authentication_records(request, request.user)
        limit = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not records or time.time() - records[-1]["at"] > limit


class DeskFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code does not fit. Take the newest one and type its six digits.",
        "cannot_delete_authenticator": "Keep one: without it nobody gets in. Add another first.",
    }

    def get_totp_label(self, user):
        return user.get_username()

    def get_totp_issuer(self):
        return f"{Organization.objects.get().name} desk"

    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        return factors_of(authenticator.user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):
        return f"Passkey {factors_of(user).filter(type=type).count() + 1}"


@cache
def cipher() -> MultiFernet:
    """The keys of contact details; making them takes a moment."""
    return EncryptedTextField().f


def failed(request: HttpRequest, person: User | None) -> None:
    record(AuditEntry.Kind.LOGIN_FAILED, person=person, page=page_of(request))


def page_of(request: HttpRequest) -> str:
    return request.resolver_match.url_name or ""
