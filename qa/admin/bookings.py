"""What answers bring: how many readers went on to book, by answer and clinic."""

import datetime as dt

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from qa.desk import DeskAdmin
from qa.models import BookingCount

PERIODS = (30, 90, 365)  # days


@admin.register(BookingCount)
class BookingCountAdmin(DeskAdmin):
    """One page with sums; single days are of no use to anybody and have no page."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        days = next((days for days in PERIODS if str(days) == request.GET.get("days")), PERIODS[0])
        since = timezone.localdate() - dt.timedelta(days=days)
        bookings = list(BookingCount.objects.since(since).by_answer_and_clinic())
        return self.render(
            request,
            "totals",
            None,
            title="Bookings",
            bookings=bookings,
            total=sum(row["total"] for row in bookings),
            days=days,
            periods=PERIODS,
        )
