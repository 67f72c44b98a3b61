"""Too many wrong passwords: a name is locked for a while at one network address, and only there.

django-axes counts. Whoever owns the name can come in from anywhere else, and here after a while.
"""

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from qa.abuse import place
from qa.models.audit import AuditEntry, record


def address(request: HttpRequest) -> str | None:
    return place(request) or None


def say_when(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Answer somebody who is locked out with the moment when that ends."""
    username = (credentials or {}).get("username") or ""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=address(request))
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    record(
        AuditEntry.Kind.LOCKED_OUT,
        person=User.objects.filter(username=username).first(),
        page=request.resolver_match.url_name or "",
    )
    until = last + settings.AXES_COOLOFF_TIME
    context = {"site_header": admin.site.site_header, "until": until}
    return render(request, "account/locked_out.html", context, status=429)


def sweep() -> int:
    """Forget wrong passwords that lock nobody any more; return how many rows there were."""
    before = timezone.now() - settings.AXES_COOLOFF_TIME
    return AccessAttempt.objects.filter(attempt_time__lt=before).delete()[0]
