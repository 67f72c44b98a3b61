from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template import Context
from django.template.loader import render_to_string


class More(LayoutObject):
    """Fields that few people need, folded away while all of them are empty."""

    template = "forms/layout/more.html"

    def __init__(self, label: str, *fields: str):
        self.label = label
        self.fields = list(fields)

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> str:
        fields = self.get_rendered_fields(form, context, **kwargs)
        is_open = any(form[name].value() or form[name].errors for name in self.fields)
        return render_to_string(
            self.template, {"label": self.label, "fields": fields, "is_open": is_open}
        )
