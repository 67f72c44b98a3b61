from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from clinics.models import Clinic
from clinics.places import Place, find_place

from .fields import TypedField


class NearForm(forms.Form):
    """Where somebody looks for a clinic; used for one page and kept nowhere."""

    use_required_attribute = False

    near = TypedField(
        label="Your ZIP code or town",
        help_text="Only to sort our clinics by distance. We do not keep it.",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
        error_messages={
            "required": "Write a ZIP code or a town, such as 97214 or Salem.",
            "max_length": "Write only a ZIP code or a town, such as 97214 or Salem.",
        },
    )

    def __init__(self, *args, clinics: list[Clinic], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.points = [clinic.point for clinic in clinics if clinic.point]
        self.place: Place | None = None

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": True}
        helper.disable_csrf = True  # It changes nothing, and the page sets no cookie.
        helper.layout = Layout("near", Submit("find", "Find the nearest clinic"))
        return helper

    def clean_near(self) -> str:
        typed = self.cleaned_data["near"]
        self.place = find_place(typed, self.points)
        if self.place is None:
            raise ValidationError(
                "We do not know this ZIP code or town. Check it, or choose from the list below.",
                code="unknown_place",
            )
        return typed
