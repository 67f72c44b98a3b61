"""Whether somebody needs help at once, before anything is written."""

import datetime as dt

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core import signing

SIGNS_HOLD_FOR = dt.timedelta(days=1)
SIGNS_SALT = "qa.signs"


def no_signs_token() -> str:
    """Return what lets somebody go on who has read the warning signs and has none of them."""
    return signing.dumps("none", salt=SIGNS_SALT)


def has_no_signs(token: str) -> bool:
    """Say whether a token was given, within the last day, to somebody without a warning sign."""
    try:
        signing.loads(token, salt=SIGNS_SALT, max_age=SIGNS_HOLD_FOR)
    except signing.BadSignature:
        return False
    return True


class SignsForm(forms.Form):
    """Whether somebody has a warning sign; the answer is kept nowhere."""

    use_required_attribute = False

    signs = forms.ChoiceField(
        label="Do any of these fit right now, for you or the person you ask about?",
        choices=[("no", "No, none of these"), ("yes", "Yes"), ("unsure", "I am not sure")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whether any of these fit right now.",
            "invalid_choice": "Choose whether any of these fit right now, from the list.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout("signs", Submit("continue", "Continue"))
        return helper
