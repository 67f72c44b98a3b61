"""What askers type, cleaned, and what they are told when something is missing."""

import datetime as dt
import re
import uuid
from typing import Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from clinics.models import Clinic

from .models import ConsentWording, Feedback, Question, Revision, Topic
from .models.questions import MAX_TEXT_LENGTH

MAX_NAME_LENGTH = 100  # characters
SENT_TWICE_WITHIN = dt.timedelta(days=1)
SIGNS_HOLD_FOR = dt.timedelta(days=1)
SIGNS_SALT = "qa.signs"
_NEWLINES = re.compile(r"\r\n?")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def without_control_characters(text: str) -> str:
    """Return the text without characters nobody types; a line break is one character."""
    return _CONTROL_CHARACTERS.sub("", _NEWLINES.sub("\n", text))


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


class Typed:
    """A field that reads, and shows again, what a person meant to type or choose."""

    def to_python(self, value):
        return super().to_python(without_control_characters(str(value or "")))

    def bound_data(self, data, initial):
        return without_control_characters(str(data or ""))


class TypedField(Typed, forms.CharField):
    pass


class TypedEmailField(Typed, forms.EmailField):
    pass


class ListField(Typed, forms.ModelChoiceField):
    pass


class SubmissionKeyField(forms.UUIDField):
    """The key of one rendering of a form; a broken one is replaced, for no asker can mend it."""

    widget = forms.HiddenInput

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid.uuid4()

    def bound_data(self, data, initial):
        return self.clean(data)


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


class FeedbackForm(forms.Form):
    """One press of yes or no and, in a second step, the reason for a no."""

    use_required_attribute = False

    is_helpful = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], coerce=lambda value: value == "yes"
    )
    reason = forms.ChoiceField(
        choices=Feedback.Reason.choices, widget=forms.RadioSelect, required=False
    )
    given = forms.CharField(widget=forms.HiddenInput, required=False)

    def save(self, revision: Revision) -> Feedback:
        """Store the press; with a reason, add it to the press that it belongs to."""
        reason = self.cleaned_data["reason"]
        if reason and (earlier := self._earlier(revision)):
            earlier.reason = reason
            earlier.save(update_fields=["reason"])
            return earlier
        is_helpful = self.cleaned_data["is_helpful"]
        return revision.feedback.create(is_helpful=is_helpful, reason="" if is_helpful else reason)

    def _earlier(self, revision: Revision) -> Feedback | None:
        try:
            pk = signing.loads(self.cleaned_data["given"], salt=FEEDBACK_SALT, max_age=3600)
        except signing.BadSignature:
            return None
        return revision.feedback.filter(pk=pk, is_helpful=False, reason="").first()


FEEDBACK_SALT = "qa.feedback"


def feedback_handle(feedback: Feedback) -> str:
    """Return what lets the reader add a reason to their own press within the hour."""
    return signing.dumps(feedback.pk, salt=FEEDBACK_SALT)
