from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare

from qa.models import Question

from .fields import TypedEmailField


class AskerForm(forms.Form):
    """Somebody with the link to a private page says who they are."""

    use_required_attribute = False

    asker_email = TypedEmailField(
        label="Your e-mail address",
        help_text="The one you gave when you sent your question.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write the e-mail address you gave when you sent your question.",
            "invalid": "Write an e-mail address with an @ and a dot, such as robin@example.com.",
        },
    )

    def __init__(self, *args, question: Question, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.question = question

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": True}
        helper.layout = Layout("asker_email", Submit("open", "Open my page"))
        return helper

    def clean_asker_email(self) -> str:
        email = self.cleaned_data["asker_email"]
        if not constant_time_compare(email.lower(), (self.question.asker_email or "").lower()):
            raise ValidationError(
                "Write the address you gave when you sent your question; this is another one.",
                code="other_address",
            )
        return email
