from django.contrib import admin

from qa.models import WarningSign


@admin.register(WarningSign)
class WarningSignAdmin(admin.ModelAdmin):
    """What an asker is asked before writing; a clinician approves the wording."""

    list_display = ["text", "area", "approved_on", "is_shown"]
    list_filter = ["is_shown", "area"]
    search_fields = ["text"]
    actions = None

    def has_delete_permission(self, request, obj=None):
        return False
