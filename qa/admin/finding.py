"""Words that mean the same, and what people looked for."""

from django.contrib import admin, messages
from django.utils import timezone

from qa.desk import DeskAdmin
from qa.models import AnsweredCount, SearchCount, Synonym

from .filters import Tabs


class SynonymTabs(Tabs):
    tabs = [
        ("new", "To be approved", lambda synonyms: synonyms.filter(approved_on=None)),
        ("approved", "Approved", lambda synonyms: synonyms.exclude(approved_on=None)),
        ("all", "All", lambda synonyms: synonyms),
    ]


@admin.register(Synonym)
class SynonymAdmin(DeskAdmin):
    """Managers collect pairs; a reviewer, who is a clinician, approves them."""

    fields = ["lay", "clinical", "approved_on"]
    readonly_fields = ["approved_on"]
    list_display = ["lay", "clinical", "approved_on"]
    list_filter = [SynonymTabs]
    search_fields = ["lay", "clinical"]
    actions = ["approve"]

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("qa.delete_synonym")

    def has_approve_permission(self, request):
        return request.user.has_perm("qa.approve_revision")

    def save_model(self, request, obj, form, change):
        """Other words are another pair: a clinician has to look at it again."""
        if form.changed_data:
            obj.approved_on = None
        super().save_model(request, obj, form, change)

    @admin.action(description="Approve as a clinician", permissions=["approve"])
    def approve(self, request, queryset):
        for synonym in queryset.filter(approved_on=None):
            self.log_change(request, synonym, "Approved as a clinician.")
        count = queryset.filter(approved_on=None).update(approved_on=timezone.localdate())
        self.message_user(request, f"Pairs approved: {count}.", messages.SUCCESS)


class SearchTabs(Tabs):
    tabs = [
        ("without", "Without a result", lambda searches: searches.without_result()),
        ("all", "All", lambda searches: searches.readable()),
    ]


@admin.register(SearchCount)
class SearchCountAdmin(DeskAdmin):
    list_display = ["words", "times", "answers", "searched_on"]
    fields = ["words", "times", "answers", "searched_on"]
    list_display_links = None
    list_filter = [SearchTabs]
    ordering = ["-searched_on", "-times"]
    date_hierarchy = "searched_on"

    @admin.display(description="query", ordering="query")
    def words(self, count):
        return "All other searches of that day, together" if count.is_rest else count.query

    @admin.display(description="found", ordering="found")
    def answers(self, count):
        return None if count.is_rest else count.found

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(AnsweredCount)
class AnsweredCountAdmin(DeskAdmin):
    """Which answers spare people their own question."""

    list_display = ["title", "times", "counted_on"]
    fields = ["title", "times", "counted_on"]
    list_display_links = None
    list_select_related = ["answer__live_revision"]
    ordering = ["-counted_on", "-times"]
    date_hierarchy = "counted_on"

    @admin.display(description="answer")
    def title(self, count):
        return count.answer.live_revision or count.answer

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
