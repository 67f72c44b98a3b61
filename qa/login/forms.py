"""What staff type, or their passkeys send, to come in."""

import json
import struct
from collections.abc import Callable
from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError

from qa.plain_words import say_plainly

from .factors import spend

CODE_MISSING = {"required": "Type the six digits that your app shows, or a recovery code."}
PASSKEY_WRONG = "That passkey did not work. Try again, or use another way."
# What the readers of a passkey's binary data raise when it is none.
UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError),
    *(TypeError, ValueError, struct.error),
)


class LoginForm(AllauthLoginForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, name.error_messages["required"] = "Username", "Type your username."
        password.error_messages["required"], password.help_text = "Type your password.", ""
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        password.widget.attrs = {"autocomplete": "current-password"}


def prepare(field: forms.Field, label: str) -> None:
    """Let a phone offer its number keys and the code that it read."""
    field.label = label
    field.error_messages["required"] = CODE_MISSING["required"]
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class CodeForm(AuthenticateForm):
    """A code of an app, or a recovery code; each is good for once."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare(self.fields["code"], "Code")

    def clean_code(self):
        return once(self, super().clean_code())


class ConfirmCodeForm(ReauthenticateForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare(self.fields["code"], "Code")

    def clean_code(self):
        return once(self, super().clean_code())


class NewAppForm(ActivateTOTPForm):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare(self.fields["code"], "Code that the app shows now")


class PasskeyField(forms.JSONField):
    """What a browser sends of a passkey; anybody may send anything in its place."""

    widget = forms.HiddenInput
    default_error_messages = {"required": PASSKEY_WRONG, "invalid": PASSKEY_WRONG}

    def to_python(self, value: Any) -> Any:
        try:
            sent = super().to_python(value)
            # The database stores neither of these, though JSON may hold them.
            is_storable = "\\u0000" not in json.dumps(sent, ensure_ascii=False).encode().decode()
        except UNREADABLE:
            is_storable = False
        if not is_storable:
            raise ValidationError(PASSKEY_WRONG, code="invalid")
        return sent


def read_passkey(read: Callable[[], Any]) -> Any:
    """Return what a form reads. Raises ValidationError ("incorrect_code") where it cannot."""
    try:
        return read()
    except UNREADABLE:
        raise ValidationError(PASSKEY_WRONG, code="incorrect_code") from None
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise ValidationError(PASSKEY_WRONG, code=error.code) from None


class PasskeyLoginForm(LoginWebAuthnForm):
    credential = PasskeyField()

    def clean_credential(self):
        return read_passkey(super().clean_credential)


class PasskeyAsFactorForm(AuthenticateWebAuthnForm):
    credential = PasskeyField()

    def clean_credential(self):
        return read_passkey(super().clean_credential)


class ConfirmPasskeyForm(ReauthenticateWebAuthnForm):
    credential = PasskeyField()

    def clean_credential(self):
        return read_passkey(super().clean_credential)


class NewPasskeyForm(AddWebAuthnForm):
    credential = PasskeyField()

    def clean(self):
        return read_passkey(super().clean)


def once(form, code: str) -> str:
    """Raise ValidationError ("incorrect_code") for a code of an app that was used before."""
    factor = form.authenticator
    if factor.type == Authenticator.Type.TOTP and not spend(factor, code):
        raise get_adapter().validation_error("incorrect_code")
    return code


class OwnPasswordForm(PasswordChangeForm):
    """A new password for oneself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_plainly(self.fields)
