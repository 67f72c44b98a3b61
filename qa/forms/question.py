"""What askers type, cleaned, and what they are told when something is missing."""

import datetime as dt
import uuid
from typing import Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.defaultfilters import pluralize
from django.utils import timezone

from clinics.models import Clinic
from qa.models import ConsentWording, Question, Topic
from qa.models.question_row import MAX_TEXT_LENGTH

from .fields import ListField, SubmissionKeyField, TypedEmailField, TypedField

MAX_NAME_LENGTH = 100  # characters
SENT_TWICE_WITHIN = dt.timedelta(days=1)


class QuestionForm(forms.Form):
    """A question and who asks it. It saves nothing; the view does."""

    use_required_attribute = False

    about = forms.ChoiceField(
        label="Who is the question about?",
        choices=Question.About.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who the question is about.",
            "invalid_choice": "Choose who the question is about from the list.",
        },
    )
    text = TypedField(
        label="Your question",
        help_text=(
            "Say what bothers you, since when, and what you want to be able to do again. "
            f"Up to {MAX_TEXT_LENGTH:,} characters."
        ),
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "true"}),
        error_messages={"required": "Write your question."},
    )
    topic = ListField(
        Topic.objects.all(),
        label="Topic",
        required=False,
        empty_label="I am not sure",
        error_messages={
            "invalid_choice": (
                "Choose a topic from the list, or “I am not sure”. "
                "The one you chose is no longer there."
            )
        },
    )
    clinic = ListField(
        Clinic.objects.open(),
        label="The clinic nearest to you",
        required=False,
        empty_label="None, or I am not sure",
        error_messages={
            "invalid_choice": (
                "Choose a clinic from the list, or “None, or I am not sure”. "
                "The one you chose is no longer there."
            )
        },
    )
    asker_name = TypedField(
        label="Your name",
        required=False,
        help_text="Never published.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    asker_email = TypedEmailField(
        label="Your e-mail address",
        help_text="Never published. We write to you here when there is an answer.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write your e-mail address, so that we can reach you.",
            "invalid": "Write an e-mail address with an @ and a dot, such as robin@example.com.",
            "max_length": "Write a shorter e-mail address; up to 254 characters are possible.",
        },
    )
    agrees = forms.BooleanField(
        required=False, help_text="Without this tick we answer only you, on a private page."
    )
    is_adult = forms.BooleanField(
        label="I am 18 or older.",
        error_messages={
            "required": (
                "Tick the box if you are 18 or older. If you are younger, "
                "ask a parent or guardian to send the question."
            )
        },
    )
    website = TypedField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    submission_key = SubmissionKeyField(initial=uuid.uuid4)
    consent_edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    passed = TypedField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.wording = ConsentWording.objects.current()
        self.fields["agrees"].label = self.wording.text
        self.fields["consent_edition"].initial = self.wording.edition

    @classmethod
    def keeping(cls, typed: QueryDict, **changes: object) -> Self:
        """Return a form to be sent once more: all words kept, nothing checked yet."""
        form = cls(
            initial={
                name: field.bound_data(field.widget.value_from_datadict(typed, {}, name), None)
                for name, field in cls.base_fields.items()
                if name != "consent_edition"
            }
        )
        form.initial.update(changes)
        return form

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_action = "question-create"
        helper.attrs = {"novalidate": True}
        trap = Field("website", template="forms/trap.html")
        fields = [trap if name == "website" else name for name in self.fields]
        helper.layout = Layout(*fields, Submit("send", "Send my question"))
        return helper

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if (excess := len(text) - MAX_TEXT_LENGTH) > 0:
            raise ValidationError(
                f"Shorten your question by {excess:,} character{pluralize(excess)}. "
                f"It has {len(text):,}, and {MAX_TEXT_LENGTH:,} is the most we can take.",
                code="max_length",
            )
        return text

    def clean_asker_name(self) -> str:
        name = " ".join(self.cleaned_data["asker_name"].split())
        if len(name) > MAX_NAME_LENGTH:
            raise ValidationError(
                f"Shorten the name to {MAX_NAME_LENGTH} characters; it has {len(name):,}.",
                code="max_length",
            )
        return name

    def clean(self):
        """Take no consent to words that the asker has not seen."""
        shown = self.cleaned_data.get("consent_edition") or self.wording.edition
        if self.cleaned_data.get("agrees") and shown != self.wording.edition:
            kept = {name: value for name, value in self.data.items() if name != "agrees"}
            self.data = {**kept, "consent_edition": self.wording.edition}
            self.add_error(
                "agrees",
                ValidationError(
                    "Read this sentence again and tick it if you agree; its words have changed.",
                    code="wording_changed",
                ),
            )

    def details(self) -> dict[str, object]:
        """What `Question.objects.receive` wants to know."""
        names = ["submission_key", "agrees", "about", "text", "topic", "clinic"]
        contact = ["asker_name", "asker_email"]
        return {name: self.cleaned_data[name] for name in names + contact}

    def repeats(self, question: Question) -> bool:
        """Say whether a question that was sent before says the same and still stands."""
        same = all(
            (getattr(question, name) or None) == (self.cleaned_data[name] or None)
            for name in ["about", "text", "topic", "clinic", "asker_name", "asker_email"]
        )
        agreed = question.consented_at is not None
        withdrawn = question.status == Question.Status.WITHDRAWN
        return same and agreed == self.cleaned_data["agrees"] and not withdrawn

    def was_sent_before(self) -> bool:
        """Say whether the same words came in lately from another rendering of the form.

        A browser may fetch the form anew on Back and fill in the old words by itself.
        """
        since = timezone.now() - SENT_TWICE_WITHIN
        earlier = Question.objects.with_text(self.cleaned_data["text"], since)
        return any(self.repeats(question) for question in earlier)
