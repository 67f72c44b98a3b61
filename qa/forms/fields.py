"""Fields that read, and show again, what a person meant to type."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from qa.typed import without_control_characters


class Typed:
    """A field that reads, and shows again, what a person meant to type or choose."""

    def to_python(self, value):
        return super().to_python(without_control_characters(str(value or "")))

    def bound_data(self, data, initial):
        return without_control_characters(str(data or ""))


class TypedField(Typed, forms.CharField):
    pass


MAX_ADDRESS_LENGTH = 254  # characters (RFC 5321)


def can_be_reached(address: str) -> None:
    """Raise ValidationError for an address whose domain cannot be looked up (RFC 5891).

    One that is too long is refused anyway; to look at millions of letters takes a minute.
    """
    if len(address) > MAX_ADDRESS_LENGTH:
        return
    try:
        address.rpartition("@")[2].encode("idna")
    except UnicodeError:
        raise ValidationError("", code="invalid") from None


def says_something(text: str) -> None:
    """Raise ValidationError for a text without a letter or a digit, such as spaces of no width."""
    if not any(character.isalnum() for character in text):
        raise ValidationError("", code="required")


class TypedEmailField(Typed, forms.EmailField):
    default_validators = [*forms.EmailField.default_validators, can_be_reached]


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
