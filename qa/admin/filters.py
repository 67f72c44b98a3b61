"""The tabs above a list: one click each, and the work that waits is what one sees first."""

from django.contrib import admin


class Tabs(admin.SimpleListFilter):
    """A filter shown as tabs; the first of `tabs` is chosen where nothing else is.

    `tabs` holds triples: value in the address, label, and a function from queryset to queryset.
    """

    is_tabs = True
    title = "status"
    parameter_name = "show"
    template = "admin/components/tabs.html"
    tabs: list[tuple] = []

    def lookups(self, request, model_admin):
        return [(value, label) for value, label, _ in self.tabs]

    def value(self):
        values = [value for value, _, _ in self.tabs]
        return chosen if (chosen := super().value()) in values else values[0]

    def choices(self, changelist):
        for value, label, _ in self.tabs:
            yield {
                "selected": value == self.value(),
                "query_string": changelist.get_query_string(
                    {self.parameter_name: value}, remove=["p"]
                ),
                "display": label,
            }

    def queryset(self, request, queryset):
        return next(narrow(queryset) for value, _, narrow in self.tabs if value == self.value())
