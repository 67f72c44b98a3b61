from django.contrib import admin

from clinics.pictures import PictureField
from clinics.widgets import PictureInput
from qa.models import Topic


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    fields = [
        "name",
        "slug",
        "description",
        "picture",
        "warning_signs",
        "urgent_advice",
        "position",
    ]
    list_display = ["name", "description", "position"]
    actions = None
    formfield_overrides = {PictureField: {"widget": PictureInput}}

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        """The address of a page that people know stays as it is."""
        return ["slug"] if obj else []
