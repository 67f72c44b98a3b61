"""The editor of an answer's words: its fields, and what stands in the way of losing them."""

from collections.abc import Iterable, Mapping
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from clinics.models import Therapist
from clinics.widgets import PictureInput
from qa.forms import TypedField
from qa.models import Revision, Topic
from qa.models.revision_rules import MAX_KEY_POINTS
from qa.rich_text import EXTENSIONS, MAX_BODY_LENGTH
from qa.typed import without_control_characters

MAX_POINT_LENGTH = 250
BODY_HELP = "Paragraphs of two or three sentences, subheadings, lists and links."

# Every button in sight, and the browser's spelling help.
EDITOR = {
    "extensions": {
        **EXTENSIONS,
        "NoSpellCheck": False,
        "Menu": {
            "groups": [
                {"group": "blockType -lists"},
                {"group": "lists"},
                {"group": "nodes -blockType -lists"},
                {"group": "marks"},
                {"group": "link"},
                {"group": "history"},
            ]
        },
    }
}


class LinesField(forms.CharField):
    """A list of short texts, typed one a line."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)

    def to_python(self, value):
        lines = map(without_control_characters, (value or "").splitlines())
        return [line.strip() for line in lines if line.strip()]

    def validate(self, value):
        for number, line in enumerate(value, 1):
            if len(line) > MAX_POINT_LENGTH:
                raise ValidationError(
                    f"Shorten line {number} to {MAX_POINT_LENGTH} characters; it has {len(line)}.",
                    code="max_length",
                )

    def run_validators(self, value):
        """The lines are checked one by one, not as a text."""


class RevisionForm(forms.ModelForm):
    """The words of a draft. A draft may be incomplete; sending it for review asks for more."""

    use_required_attribute = False
    error_css_class = "errors"

    key_points = LinesField(
        label="Things to know",
        required=False,
        help_text=f"2 to {MAX_KEY_POINTS} short points, one a line.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Revision
        fields = [
            "title",
            "edited_question",
            "key_points",
            "body",
            "image",
            "image_alt",
            "image_is_decorative",
            "author",
            "call_to_action_heading",
            "call_to_action_text",
            "call_to_action_button",
        ]
        labels = {
            "image": "Choose an image",
            "call_to_action_heading": "Heading",
            "call_to_action_text": "Sentence",
            "call_to_action_button": "Words on the button",
        }
        help_texts = {"body": BODY_HELP}
        field_classes = dict.fromkeys(
            [
                "title",
                "edited_question",
                "image_alt",
                "call_to_action_heading",
                "call_to_action_text",
                "call_to_action_button",
            ],
            TypedField,
        )
        widgets = {
            "edited_question": forms.Textarea(attrs={"rows": 5}),
            "image": PictureInput,
            "call_to_action_text": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "title": {"max_length": "Shorten the title to %(limit_value)d characters."},
            "edited_question": {
                "max_length": "Shorten the question to %(limit_value)d characters."
            },
            "image": {
                "invalid_image": "Choose a JPEG, PNG or WebP picture; this file is not one.",
                "invalid_extension": "Choose a JPEG, PNG or WebP picture; its name says other.",
                "empty": "Choose another picture; this file is empty.",
                "contradiction": "Either choose a new image or remove the old one, not both.",
            },
        }

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        instance: Revision,
        may_choose_author: bool,
    ) -> None:
        self.stored = Revision.objects.get(pk=instance.pk)
        topics = {"topics": instance.answer.topics.all(), "seen": version(instance)}
        super().__init__(data, files, instance=instance, initial=topics, label_suffix="")
        self.fields["body"].widget.config = EDITOR
        self.fields["image"].max_length = None  # The name it is stored under is our own.
        if instance.answer.published_at:
            del self.fields["topics"]
        if may_choose_author:
            self.fields["author"].queryset = Therapist.objects.licensed()
        else:
            del self.fields["author"]

    def clean_body(self):
        body = self.cleaned_data["body"]
        if len(body) > MAX_BODY_LENGTH:
            raise ValidationError(
                f"Shorten the answer to {MAX_BODY_LENGTH:,} characters; it has {len(body):,}.",
                code="max_length",
            )
        return body

    def clean(self):
        cleaned = super().clean()
        words_missing = cleaned.get("image") and not cleaned.get("image_alt")
        if words_missing and not cleaned.get("image_is_decorative"):
            again = " Then choose the image again." if "image" in self.files else ""
            self.add_error(
                "image_alt",
                ValidationError(
                    f"Say what the image shows, or mark it as decorative.{again}", code="no_alt"
                ),
            )
        return cleaned

    @property
    def is_stale(self) -> bool:
        """Say whether somebody saved other words after this page was opened."""
        seen = self.data.get("seen", "")
        return bool(self.is_bound and seen != version(self.stored) and self.words_changed)

    @property
    def words_changed(self) -> list[str]:
        """The fields whose typed words differ from the stored ones."""
        return [name for name in self.changed_data if name not in {"seen", "image"}]

    def theirs(self) -> dict[str, object]:
        """Return the stored words of the fields that differ, for comparison."""
        return {name: self._shown(name) or "(nothing)" for name in self.words_changed}

    def _shown(self, name: str) -> object:
        if name == "body":
            return self.stored.body_shown
        if name == "topics":
            return ", ".join(str(topic) for topic in self.stored.answer.topics.all())
        value = getattr(self.stored, name)
        return "\n".join(value) if isinstance(value, list) else str(value or "")

    def mark_as_seen(self, revision: Revision) -> None:
        """Let the next save go through: the person has the stored words before them now."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = version(revision)
        self.data = data

    def add_missing(self, errors: Mapping[str, Iterable[str]]) -> None:
        """Show what the revision lacks beside the fields."""
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)

    def save(self, commit=True):
        revision = super().save(commit)
        if "topics" in self.cleaned_data:
            revision.answer.topics.set(self.cleaned_data["topics"])
        return revision


def version(revision: Revision) -> str:
    """Return what tells one saved state of a revision from the next."""
    return revision.updated_at.isoformat()
