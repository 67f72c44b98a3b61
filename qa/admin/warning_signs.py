from django.contrib import admin

from qa.desk import DeskAdmin
from qa.models import WarningSign

from .filters import Tabs


class SignTabs(Tabs):
    tabs = [
        ("shown", "Shown to askers", lambda signs: signs.shown()),
        ("open", "To be approved", lambda signs: signs.filter(approved_on=None)),
        ("all", "All", lambda signs: signs.all()),
    ]


@admin.register(WarningSign)
class WarningSignAdmin(DeskAdmin):
    """What askers read before they write; a clinician approves each wording."""

    list_display = ["text", "area", "approved_on", "is_shown"]
    list_filter = [SignTabs]
    search_fields = ["text", "area"]

    def save_model(self, request, obj, form, change):
        """Other words need a clinician again, unless the date of that is given with them."""
        if "text" in form.changed_data and "approved_on" not in form.changed_data:
            obj.approved_on = None
        super().save_model(request, obj, form, change)
