"""The letters to askers and staff: which were sent, which are late, and another try for those."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path

from qa.desk import DeskAdmin
from qa.models import Notice, UnwantedLetter
from qa.notifications import send_again
from qa.recipients import choices_for

from .filters import Tabs


class NoticeTabs(Tabs):
    tabs = [
        ("overdue", "Could not be sent", lambda notices: notices.overdue()),
        ("owed", "On the way", lambda notices: notices.owed()),
        ("all", "All", lambda notices: notices.all()),
    ]


class LettersForm(forms.Form):
    """Which letters somebody wants."""

    wanted = forms.MultipleChoiceField(
        label="Write to me about", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = choices

    def unwanted(self) -> list[str]:
        """The kinds of letters that are not ticked."""
        wanted = self.cleaned_data["wanted"]
        return [kind for kind, _ in self.fields["wanted"].choices if kind not in wanted]


@admin.register(Notice)
class NoticeAdmin(DeskAdmin):
    list_display = ["__str__", "created_at", "sent_at"]
    list_filter = [NoticeTabs]
    list_select_related = ["staff"]
    steps = {"retry": "qa.view_notice"}

    def get_urls(self):
        view = self.admin_site.admin_view(self.letters)
        return [path("mine/", view, name="letters"), *super().get_urls()]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        notice = self.get_object(request, object_id)
        if not self.has_view_permission(request, notice):
            raise PermissionDenied
        if notice is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.render(request, "page", notice, title=str(notice))

    def retry(self, request, notice):
        """Try once more to send a letter that no mail server took."""
        send_again(notice)
        self.log_change(request, notice, "Asked for another try.")
        self.message_user(request, "We try again within a minute.", messages.SUCCESS)
        return redirect("admin:qa_notice_changelist")

    def letters(self, request):
        """Let somebody choose which letters they want; those about safety are always sent."""
        choices = choices_for(request.user)
        unwanted = UnwantedLetter.objects.kinds_for(request.user)
        form = LettersForm(
            request.POST if request.method == "POST" else None,
            choices=choices,
            initial={"wanted": [kind for kind, _ in choices if kind not in unwanted]},
        )
        if form.is_valid():
            UnwantedLetter.objects.replace(request.user, form.unwanted())
            self.log_change(request, request.user, "Chose letters.")
            self.message_user(request, "We write to you as you said.", messages.SUCCESS)
            return redirect("admin:index")
        return self.render(request, "letters", None, title="Letters to me", form=form)
