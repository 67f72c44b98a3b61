"""What a reviewer says before an answer is published or goes back to its author."""

from django import forms

from qa.forms import TypedField
from qa.models import Review, Revision
from qa.models.reviews import STATEMENTS

YES, NO = "yes", "no"


def said(value: str) -> bool | None:
    return {YES: True, NO: False}.get(value)


class ChecklistForm(forms.Form):
    """The short list: a yes or no to each sentence; an answer is published with yes to all."""

    use_required_attribute = False

    def __init__(self, data=None, *, revision: Revision, is_approval: bool = True) -> None:
        super().__init__(data, label_suffix="")
        has_signs = revision.answer.topics.exclude(warning_signs="").exists()
        for name in STATEMENTS:
            if name == "has_warning_signs" and not has_signs:
                continue
            self.fields[name] = forms.TypedChoiceField(
                label=Review._meta.get_field(name).verbose_name,
                choices=[(YES, "Yes"), (NO, "No")],
                widget=forms.RadioSelect,
                coerce=said,
                empty_value=None,
                required=is_approval,
            )
        self.is_approval = is_approval

    def clean(self):
        cleaned = super().clean()
        if self.is_approval and False in cleaned.values():
            raise forms.ValidationError(
                "You said no to a sentence: return the answer and say what to change.",
                code="said_no",
            )
        return cleaned

    @property
    def open_question(self) -> str:
        """What to do about the list before the answer can be approved."""
        if self.has_error(forms.forms.NON_FIELD_ERRORS):
            return str(self.non_field_errors()[0])
        return "Say yes or no to each sentence." if self.errors else ""


class LaterForm(forms.Form):
    """When an approved answer goes public, if not at once."""

    use_required_attribute = False

    publish_at = forms.DateTimeField(
        label="Goes public on",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Choose the day and the time.",
            "invalid": "Write the day and the time, such as 2027-03-01 08:00.",
        },
    )


class ReturnForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        label="What should the author change?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what the author should change."},
    )


class SlipForm(forms.Form):
    """A small correction of the edited question; what the asker sent stays as it is."""

    use_required_attribute = False

    edited_question = TypedField(
        label="Edited question",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
        error_messages={
            "required": "Write the edited question.",
            "max_length": "Shorten the question to %(limit_value)d characters.",
        },
    )
