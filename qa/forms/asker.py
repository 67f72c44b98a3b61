"""What an asker types on the private page of a question."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from qa.models import Question
from qa.models.additions import MAX_ADDITION_LENGTH

from .fields import TypedEmailField, TypedField, says_something

NO_ADDRESS = "Write an e-mail address with an @ and a dot, such as robin@example.com."


def helper_of(field: str, button: str) -> FormHelper:
    """Return the layout of a form with one field and one button."""
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(field, Submit("send", button))
    return helper


class AskerForm(forms.Form):
    """Somebody with the link to a private page says who they are."""

    use_required_attribute = False

    asker_email = TypedEmailField(
        label="Your e-mail address",
        help_text="The one you gave when you sent your question.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write the e-mail address you gave when you sent your question.",
            "invalid": NO_ADDRESS,
        },
    )

    def __init__(self, *args, question: Question | None, **kwargs):
        """`question` may be None where nothing is checked."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.question = question

    @property
    def helper(self) -> FormHelper:
        return helper_of("asker_email", "Open my page")

    def clean_asker_email(self) -> str:
        email = self.cleaned_data["asker_email"]
        if not self.question.is_asked_by(email):
            raise ValidationError(
                "Write the address you gave when you sent your question; this is another one.",
                code="other_address",
            )
        return email


class AskerFirstForm(AskerForm):
    """Somebody says who they are before what they typed is taken in; it goes along."""

    carried = ""
    button = ""

    @property
    def helper(self) -> FormHelper:
        helper = helper_of("asker_email", self.button)
        helper.layout.append(self.carried)
        return helper


class AskerToAddForm(AskerFirstForm):
    carried, button = "text", "Add this"
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class AskerToMoveForm(AskerFirstForm):
    carried, button = "email", "Send me the code"
    email = forms.CharField(required=False, widget=forms.HiddenInput)


class AskerWithCodeForm(AskerFirstForm):
    carried, button = "code", "Use the new address"
    code = forms.CharField(required=False, widget=forms.HiddenInput)


class AdditionForm(forms.Form):
    """A detail that was forgotten, or is new."""

    use_required_attribute = False

    text = TypedField(
        label="What would you like to add?",
        help_text=f"Up to {MAX_ADDITION_LENGTH:,} characters.",
        max_length=MAX_ADDITION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
        validators=[says_something],
        error_messages={
            "required": "Write what you would like to add.",
            "max_length": "Shorten it to %(limit_value)d characters.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        del self.fields["text"].widget.attrs["maxlength"]  # Typing must not stop without a word.

    @property
    def helper(self) -> FormHelper:
        return helper_of("text", "Add this")


class NewAddressForm(forms.Form):
    """Another address for our letters."""

    use_required_attribute = False

    email = TypedEmailField(
        label="Your new e-mail address",
        help_text="We send a code there, to be sure that it is yours.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write your new e-mail address.",
            "invalid": NO_ADDRESS,
            "max_length": "Write an address of up to 254 characters.",
        },
    )

    def __init__(self, *args, question: Question | None, **kwargs):
        """`question` may be None where nothing is checked."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.question = question

    @property
    def helper(self) -> FormHelper:
        return helper_of("email", "Send me the code")

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email.lower() == (self.question.asker_email or "").lower():
            raise ValidationError(
                "Write another address; we write to this one already.", code="same_address"
            )
        return email


class CodeForm(forms.Form):
    """The code from the letter to a new address."""

    use_required_attribute = False

    code = TypedField(
        label="The code from our letter",
        help_text="Eight digits.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={"required": "Write the eight digits from our letter."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    @property
    def helper(self) -> FormHelper:
        return helper_of("code", "Use the new address")

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].replace("-", " ").split())
