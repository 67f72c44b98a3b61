"""What askers type, cleaned, and what they are told when something is missing."""

import datetime as dt
import uuid
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from clinics.models import Clinic
from qa.address_slips import meant_address
from qa.findings import Finding
from qa.models import ConsentWording, Question, Topic
from qa.models.question_row import MAX_TEXT_LENGTH
from qa.models.question_states import ENDED
from qa.warning_signs import find_warning_signs

from .fields import (
    ListField,
    SubmissionKeyField,
    TypedEmailField,
    TypedField,
    says_something,
)
from .layout import More
from .tokens import begun_token, is_too_quick, was_warned

MAX_NAME_LENGTH = 100  # characters
SENT_TWICE_WITHIN = dt.timedelta(days=1)
ASKED = ["about", "text", "asker_email", "agrees", "is_adult"]
MORE = ["asker_name", "topic", "clinic"]
SHORT_LABELS = {"agrees": "May we publish an edited version?", "is_adult": "You are 18 or older"}
CARRIED = ["submission_key", "consent_edition", "passed", "begun", "warned", "seen_answers"]


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
        validators=[says_something],
        error_messages={"required": "Write your question."},
    )
    asker_email = TypedEmailField(
        label="Your e-mail address",
        max_length=254,
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
    asker_name = TypedField(
        label="Your name",
        required=False,
        help_text="Never published.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
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
    website = TypedField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    submission_key = SubmissionKeyField(initial=uuid.uuid4)
    consent_edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    passed = TypedField(required=False, widget=forms.HiddenInput)
    begun = TypedField(required=False, widget=forms.HiddenInput, initial=begun_token)
    warned = TypedField(required=False, widget=forms.HiddenInput)
    seen_answers = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, wording: ConsentWording | None = None, **kwargs):
        """`wording` is the consent in force, for whoever has read it already."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.wording = wording or ConsentWording.objects.current()
        self.fields["agrees"].label = self.wording.text
        self.fields["consent_edition"].initial = self.wording.edition

    @classmethod
    def keeping(cls, typed: QueryDict, **changes: object) -> Self:
        """Return a form to be sent once more: all words kept, nothing checked yet."""
        form = cls(
            initial={
                name: field.bound_data(field.widget.value_from_datadict(typed, {}, name), None)
                for name, field in cls.base_fields.items()
                if typed.get(name) and name != "consent_edition"
            }
        )
        form.initial.update(changes)
        if typed.get("consent_edition", "") not in {"", str(form.wording.edition)}:
            form.initial.pop("agrees", None)  # It was ticked beside other words.
        return form

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_id = "question"
        helper.form_action = "question-check"
        helper.attrs = {
            "novalidate": True,
            "data-keep": "typed" if self.is_bound or self.initial.get("text") else "",
            "data-return": f"{reverse('question-create')}?passed={self['passed'].value() or ''}",
            "data-similar": reverse("question-similar"),
        }
        helper.layout = Layout(
            *ASKED,
            More("Add your name, a topic or a clinic (optional)", *MORE),
            Field("website", template="forms/trap.html"),
            *CARRIED,
            Submit("continue", "Continue"),
        )
        return helper

    def focus_on(self, name: str) -> None:
        """Let the page open at one field, for somebody who wants to change it."""
        if name in ASKED + MORE:
            self.fields[name].widget.attrs["autofocus"] = True

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

    def answers(self) -> list[dict[str, object]]:
        """What was typed and chosen, field by field, for the page that shows it once more."""
        return [
            {
                "name": name,
                "label": SHORT_LABELS.get(name) or self.fields[name].label,
                "value": self._shown(name),
                "control_id": self[name].id_for_label or self[name][0].id_for_label,
            }
            for name in ASKED + MORE
        ]

    @cached_property
    def meant_address(self) -> str:
        """The address that was probably meant, if the one that was typed looks like a slip."""
        return meant_address(self.cleaned_data["asker_email"])

    def _shown(self, name: str) -> str:
        value = self.cleaned_data[name]
        if name == "about":
            return Question.About(value).label
        if name == "is_adult":
            return "Yes"
        if name == "agrees":
            return f"Yes: {self.wording.text}" if value else "No. We answer only you."
        return str(value or "")

    @cached_property
    def warning_signs(self) -> list[Finding]:
        """What the typed words hold that may need help before anybody here reads them."""
        return find_warning_signs(self.cleaned_data["text"])

    @property
    def was_warned(self) -> bool:
        return was_warned(self.cleaned_data["warned"])

    @property
    def is_too_quick(self) -> bool:
        return is_too_quick(self.cleaned_data["begun"])

    def cleaned(self, *names: str) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in names}

    def details(self) -> dict[str, object]:
        """What `Question.objects.receive` wants to know."""
        names = ["submission_key", "about", "text", "topic", "clinic"]
        contact = ["asker_name", "asker_email"]
        return {
            **self.cleaned(*names, *contact),
            "agrees_to": self.wording if self.cleaned_data["agrees"] else None,
            "has_warning_signs": bool(self.warning_signs),
        }

    def repeats(self, question: Question) -> bool:
        """Say whether a question that was sent before says the same and still stands."""
        same = all(
            (getattr(question, name) or None) == (self.cleaned_data[name] or None)
            for name in ["about", "text", "topic", "clinic", "asker_name"]
        )
        same_address = (question.asker_email or "").lower() == (
            self.cleaned_data["asker_email"].lower()
        )
        agreed = question.consented_at is not None
        withdrawn = question.status == Question.Status.WITHDRAWN
        return same and same_address and agreed == self.cleaned_data["agrees"] and not withdrawn

    def was_sent_before(self) -> bool:
        """Say whether the same words came in lately from another rendering of the form.

        A browser may fetch the form anew on Back and fill in the old words by itself. What was put
        aside, has ended or must not be published any more is not meant: somebody asks again.
        """
        since = timezone.now() - SENT_TWICE_WITHIN
        return any(
            self.repeats(question)
            and question.status not in ENDED
            and question.may_be_published == self.cleaned_data["agrees"]
            for question in Question.objects.with_text(self.cleaned_data["text"], since)
        )
