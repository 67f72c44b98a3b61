"""Words that are used again and again: everybody's own, and the shared ones."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q
from js_asset import Media

from clinics.models import Therapist
from qa.desk import DeskAdmin, therapist_of
from qa.models import Passage

from .revision_forms import EDITOR

NOTHING = (
    "No passage yet. A passage is what you write again and again, such as thanks, or when to see "
    "someone in person. It waits beside your editor."
)


class PassageForm(forms.ModelForm):
    """A passage. Whoever may share passages says whom this one is for."""

    therapist: Therapist | None = None
    may_share = False

    for_everybody = forms.BooleanField(
        required=False, help_text="Otherwise only you see it beside your editor."
    )

    class Meta:
        model = Passage
        fields = ["title", "body"]
        error_messages = {
            "title": {
                "required": "Say what the passage is for.",
                "max_length": "Shorten the title to %(limit_value)d characters.",
            },
            "body": {"required": "Write the words of the passage."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            self.fields["body"].widget.config = EDITOR
        self.fields["for_everybody"].initial = bool(self.instance.pk and self.instance.is_shared)

    @property
    def owner(self) -> Therapist | None:
        """Whose passage it becomes; nobody's when it is for everybody."""
        is_shared = self.may_share and self.cleaned_data.get("for_everybody")
        return None if is_shared else self.therapist

    def clean(self):
        cleaned = super().clean() or {}
        if not (self.owner or self.may_share):
            raise forms.ValidationError(
                "Ask a manager to connect your login with a therapist; then you can keep passages.",
                code="no_therapist",
            )
        same = Passage.objects.filter(title=cleaned.get("title", ""), owner=self.owner)
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("title", "Choose another title; there is a passage of this name.")
        return cleaned


@admin.register(Passage)
class PassageAdmin(DeskAdmin):
    form = PassageForm
    list_display = ["title", "for_whom"]
    search_fields = ["title"]

    @admin.display(description="for")
    def for_whom(self, passage: Passage) -> str:
        return "Everybody" if passage.is_shared else "You"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"nothing": NOTHING, **(extra_context or {})})

    def get_queryset(self, request):
        mine = Q(owner__isnull=False, owner=therapist_of(request.user))
        return super().get_queryset(request).filter(Q(owner__isnull=True) | mine)

    def get_fields(self, request, obj=None):
        if self.may_share(request) and therapist_of(request.user):
            return ["title", "body", "for_everybody"]
        return ["title", "body"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **{**kwargs, "fields": ["title", "body"]})
        form.therapist, form.may_share = therapist_of(request.user), self.may_share(request)
        return form

    def save_model(self, request, obj, form, change):
        obj.owner = form.owner
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_keep(request, obj)

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("qa.delete_passage") and self.may_keep(request, obj)

    def may_share(self, request) -> bool:
        return request.user.has_perm("qa.share_passage")

    def may_keep(self, request, obj: Passage | None) -> bool:
        """Say whether a person may change a passage: their own, or a shared one with the right."""
        return obj is None or not obj.is_shared or self.may_share(request)

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"]).with_nonce(request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)
