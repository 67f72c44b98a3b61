"""What narrows a list: tabs, one click each, and choices of which the list shows the outcome."""

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


class Choice(admin.SimpleListFilter):
    """A filter that is one field of the form above the queue; without a choice it lets all pass.

    `narrow` gets the questions, the chosen value and the request.
    """

    everything = "All"

    def options(self) -> list[tuple[str, str, bool]]:
        """The value, the label and whether it is chosen of each thing to choose from."""
        chosen = self.value() or ""
        pairs = [("", self.everything), *((str(value), label) for value, label in self.choice_list)]
        return [(value, label, value == chosen) for value, label in pairs]

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.choice_list = list(self.lookup_choices)

    def has_output(self):
        return True

    def queryset(self, request, queryset):
        value = self.value()
        if value not in {str(known) for known, _ in self.choice_list}:
            return queryset
        return self.narrow(queryset, value, request)

    def narrow(self, queryset, value, request):
        raise NotImplementedError
