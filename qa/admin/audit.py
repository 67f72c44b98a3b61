"""The audit, for managers: to be read, and for nothing else."""

import datetime as dt

from django.contrib import admin
from django.contrib.auth.models import User
from django.utils import timezone

from qa.desk import DeskAdmin
from qa.models import AuditEntry

from .filters import Tabs
from .page_words import page_in_words, thing_in_words


def since(days: int):
    """Return a function that narrows the audit to today and the days before it."""

    def narrow(entries):
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return entries.filter(at__gte=today - dt.timedelta(days=days))

    return narrow


class DayTabs(Tabs):
    title = "day"
    tabs = [
        ("today", "Today", since(0)),
        ("week", "Seven days", since(6)),
        ("month", "31 days", since(30)),
        ("all", "All", lambda entries: entries),
    ]


class PersonFilter(admin.SimpleListFilter):
    title = "person"
    parameter_name = "person"

    def lookups(self, request, model_admin):
        people = User.objects.filter(is_staff=True).order_by("username")
        return [(str(person.pk), person.get_full_name() or person.username) for person in people]

    def queryset(self, request, queryset):
        if not (self.value() or "").isdecimal():
            return queryset
        return queryset.filter(person_id=self.value())


@admin.register(AuditEntry)
class AuditAdmin(DeskAdmin):
    list_display = ["at", "who", "act", "where", "thing", "fields"]
    list_display_links = None
    fields = ["at", "who", "act", "where", "thing", "fields"]
    list_filter = [DayTabs, "kind", PersonFilter]
    list_select_related = ["person"]
    date_hierarchy = "at"
    list_per_page = 100

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="person")
    def who(self, entry):
        if entry.person is None:
            return "Somebody who is not known"
        return entry.person.get_full_name() or entry.person.username

    @admin.display(description="act", ordering="kind")
    def act(self, entry):
        return entry.get_kind_display()

    @admin.display(description="page")
    def where(self, entry):
        return page_in_words(entry.page)

    @admin.display(description="about")
    def thing(self, entry):
        return thing_in_words(entry.object_kind, entry.object_key)
