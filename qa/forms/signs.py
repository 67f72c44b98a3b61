"""Whether somebody needs help at once, before anything is written."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms


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
