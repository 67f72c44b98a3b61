"""Django's own change pages in the words of the desk: what is wrong, and what to do about it."""

from typing import Any

from django import forms
from django.contrib.admin.options import BaseModelAdmin, ModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper

EMPTY = "Fill this in."
WRONG = {
    "required": EMPTY,
    "unique": "Choose another; this one is taken.",
    "max_length": "Shorten it to %(limit_value)d characters; it has %(show_value)d.",
    "min_value": "Write %(limit_value)s or more.",
    "max_value": "Write %(limit_value)s or less.",
}
# What to do where what was typed cannot be read, by kind of field; the first that fits is said.
UNREADABLE: list[tuple[type[forms.Field], str]] = [
    (forms.SlugField, "Write letters without accents, numbers and hyphens, such as knee-pain."),
    (forms.URLField, "Write the whole address, such as https://example.org/."),
    (forms.EmailField, "Write the whole e-mail address, such as name@example.org."),
    (forms.DateField, "Write the day as in 2027-03-31."),
    (forms.TimeField, "Write the time as in 08:30."),
    (forms.DecimalField, "Write a number in digits, such as 45.5."),
    (forms.IntegerField, "Write a whole number in digits."),
]

# Label and hint of what Django asks about logins, by name of field.
LOGINS = {
    "username": ("Name to log in with", "Letters, digits and @ . + - _, without spaces."),
    "is_active": ("Works here", "Untick when somebody leaves; what they did stays."),
    "old_password": ("Your password of today", ""),
    "new_password2": ("The new password once more", ""),
    "password2": ("The password once more", ""),
}


def say_plainly(fields: dict[str, forms.Field]) -> None:
    """Let the fields of a form about logins speak as the desk does."""
    for name, field in fields.items():
        field.error_messages["required"] = EMPTY
        if name in LOGINS:
            field.label, field.help_text = LOGINS[name]


def unreadable(field: forms.Field) -> dict[str, str]:
    """Return what to say of words that such a field cannot read."""
    return next(({"invalid": words} for kind, words in UNREADABLE if isinstance(field, kind)), {})


class PlainFields(BaseModelAdmin):
    """Fields that say what to do, with the browser's own way to choose a day or a time."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        # A form's own words, where it has some, say more.
        field.error_messages |= {**WRONG, **unreadable(field), **kwargs.get("error_messages", {})}
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        elif isinstance(field, forms.TimeField):
            field.widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        elif isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # Without icons that open other windows.
        return field


class PlainForms(PlainFields, ModelAdmin):
    """A change page whose fields, and those of the rows that belong to it, are plain."""

    def get_inlines(self, request, obj):
        kinds = super().get_inlines(request, obj)
        return [type(kind.__name__, (PlainFields, kind), {}) for kind in kinds]
