"""The letters to askers: which were sent, which are late, and another try for those."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from qa.desk import DeskAdmin
from qa.models import Notice
from qa.notifications import send_again

from .filters import Tabs


class NoticeTabs(Tabs):
    tabs = [
        ("overdue", "Could not be sent", lambda notices: notices.overdue()),
        ("owed", "On the way", lambda notices: notices.owed()),
        ("all", "All", lambda notices: notices.all()),
    ]


@admin.register(Notice)
class NoticeAdmin(DeskAdmin):
    list_display = ["__str__", "created_at", "sent_at"]
    list_filter = [NoticeTabs]
    steps = {"retry": "qa.view_notice"}

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
