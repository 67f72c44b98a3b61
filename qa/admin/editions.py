"""Standard wordings, which get a new edition and are never edited, and what readers said."""

from django.contrib import admin

from qa.desk import DeskAdmin
from qa.models import ConsentWording, Disclaimer, Feedback


class EditionAdmin(DeskAdmin):
    """A new edition is in force from the moment it is saved; the old ones can only be read."""

    fields = ["text"]
    list_display = ["__str__", "is_current", "created_at", "text"]
    readonly_fields = ["edition", "is_current", "created_at"]

    def get_fields(self, request, obj=None):
        return ["edition", "is_current", "created_at", "text"] if obj else ["text"]

    def has_change_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        published = self.model.objects.publish(obj.text)
        obj.pk, obj.edition = published.pk, published.edition


@admin.register(Disclaimer)
class DisclaimerAdmin(EditionAdmin):
    pass


@admin.register(ConsentWording)
class ConsentWordingAdmin(EditionAdmin):
    pass


@admin.register(Feedback)
class FeedbackAdmin(DeskAdmin):
    fields = ["revision", "words_read", "is_helpful", "reason", "given_on"]
    list_display = ["revision", "words_read", "is_helpful", "reason", "given_on"]
    readonly_fields = ["words_read"]
    list_filter = ["is_helpful", "reason"]
    list_select_related = ["revision__answer"]
    date_hierarchy = "given_on"

    @admin.display(description="words that were read")
    def words_read(self, feedback):
        revision = feedback.revision
        is_live = revision.pk == revision.answer.live_revision_id
        return f"Revision {revision.number}" + ("" if is_live else ", not live any more")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
