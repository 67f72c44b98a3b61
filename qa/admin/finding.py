"""What helps people find: synonyms, and what they looked for."""

from django.contrib import admin

from qa.desk import DeskAdmin
from qa.models import SearchCount, Synonym

from .filters import Tabs


class SynonymTabs(Tabs):
    tabs = [
        ("open", "To be approved", lambda pairs: pairs.filter(approved_on=None)),
        ("approved", "Approved", lambda pairs: pairs.exclude(approved_on=None)),
        ("all", "All", lambda pairs: pairs.all()),
    ]


@admin.register(Synonym)
class SynonymAdmin(DeskAdmin):
    list_display = ["lay", "clinical", "approved_on"]
    list_filter = [SynonymTabs]
    search_fields = ["lay", "clinical"]

    def has_delete_permission(self, request, obj=None):
        """A wrong pair misleads every search, so it may go."""
        return super(DeskAdmin, self).has_delete_permission(request, obj)


class SearchTabs(Tabs):
    tabs = [
        ("without", "Nothing found", lambda counts: counts.without_result()),
        ("all", "All", lambda counts: counts.all()),
    ]


@admin.register(SearchCount)
class SearchCountAdmin(DeskAdmin):
    """What people looked for on which day; nothing says who."""

    list_display = ["query", "times", "found", "searched_on"]
    list_filter = [SearchTabs]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
