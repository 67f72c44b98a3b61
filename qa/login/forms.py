"""What staff type to come in."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from .factors import spend

CODE_MISSING = {"required": "Type the six digits that your app shows, or a recovery code."}


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


def once(form, code: str) -> str:
    """Raise ValidationError ("incorrect_code") for a code of an app that was used before."""
    factor = form.authenticator
    if factor.type == Authenticator.Type.TOTP and not spend(factor, code):
        raise get_adapter().validation_error("incorrect_code")
    return code
