"""One row of the audit for each request to the desk, so that no page has to think of it.

A page that changes something says so by Django's `log_addition`, `log_change` or `log_deletions`,
which end here; any other answer is told by what the page gave back.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from .models.audit import AuditEntry, record

Kind = AuditEntry.Kind
# A script that every form loads; what the page of a draft asks for after each save.
SILENT = {"jsi18n", "qa_revision_checks"}
SEARCHES = {"q", "term"}
# What is looked for there stands in no address of a page, so it is sent like a change.
SEARCH_PAGES = {"qa_question_by_address"}
KEYS = ("object_id", "pk", "id")


class Change(NamedTuple):
    kind: AuditEntry.Kind
    object_kind: str
    object_key: str
    fields: str = ""


def note(request: HttpRequest, kind: AuditEntry.Kind, obj: models.Model, message: Any = "") -> None:
    """Remember what a page did to an object; of two changes in one request the last one counts."""
    change = Change(kind, obj._meta.label_lower, str(obj.pk), changed_fields(message))
    request.audit_changes[change.object_kind, change.object_key] = change


def shows(request: HttpRequest, questions: Iterable[models.Model]) -> None:
    """Remember which private questions a page shows beside its own object."""
    request.audit_shows = [str(question.pk) for question in questions]


def changed_fields(message: Any) -> str:
    """Return the labels of the fields in a message that Django built.

    A message in words is left out, and so are the names of objects in it: people typed those.
    """
    if not isinstance(message, list):
        return ""
    parts = [part for entry in message for part in entry.values()]
    labels = [str(label) for part in parts for label in part.get("fields", [part.get("name", "")])]
    return ", ".join(filter(None, labels))


def audited(site: admin.AdminSite, view: Callable[..., HttpResponse]):
    """Wrap a page of the desk: what it changes and the rows that tell of it stand or fall together.

    A page that refuses is undone, and leaves its row all the same.
    """

    @wraps(view)
    def watched(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if hasattr(request, "audit_changes"):  # a page that had to wait for another one
            return view(request, *args, **kwargs)
        request.audit_changes, request.audit_shows = {}, []
        person = request.user
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                for change in changes_of(site, request, response):
                    write(request, person, change)
        except PermissionDenied:
            write(request, person, Change(Kind.REFUSED, *place(site, request)))
            raise
        return response

    return watched


def note_refused_form(request: HttpRequest) -> None:
    """Leave the row of a form at the desk that came without its token, before any page saw it.

    Of somebody who did not log in nothing is kept: a stranger could fill the audit for years.
    """
    is_of_desk = request.path.startswith(reverse("admin:index"))
    if is_of_desk and request.resolver_match and request.user.is_authenticated:
        write(request, request.user, Change(Kind.REFUSED, *place(admin.site, request)))


def changes_of(
    site: admin.AdminSite, request: HttpRequest, response: HttpResponse
) -> Iterable[Change]:
    if request.audit_changes:
        return request.audit_changes.values()
    kind = kind_of(request, response)
    beside = ", ".join(f"question {key}" for key in request.audit_shows)
    return [Change(kind, *place(site, request), beside)] if kind else []


def kind_of(request: HttpRequest, response: HttpResponse) -> AuditEntry.Kind | None:
    """Tell by an answer what a request was; an answer that shows nothing is no event."""
    if response.status_code == HTTPStatus.FORBIDDEN:
        return Kind.REFUSED
    page = page_name(request)
    if page in SILENT:
        return None
    if request.method == "POST":
        return Kind.SEARCHED if page in SEARCH_PAGES else Kind.TRIED
    if response.status_code != HTTPStatus.OK:
        return None
    if response.get("Content-Disposition", "").startswith("attachment"):
        return Kind.EXPORTED
    return Kind.SEARCHED if any(map(request.GET.get, SEARCHES)) else Kind.LOOKED


def page_name(request: HttpRequest) -> str:
    return request.resolver_match.url_name or ""


def place(site: admin.AdminSite, request: HttpRequest) -> tuple[str, str]:
    """Return kind and key of the object that an address names, as far as it does."""
    page, words = page_name(request), request.resolver_match.kwargs
    kinds = [model._meta for model in site._registry]
    named = [opts for opts in kinds if page.startswith(f"{opts.app_label}_{opts.model_name}_")]
    key = unquote(next((str(words[name]) for name in KEYS if name in words), ""))
    # An address may name anything; the audit keeps numbers only.
    return (named[0].label_lower if named else "", key if key.isdecimal() else "")


def write(request: HttpRequest, person, change: Change) -> None:
    record(
        change.kind,
        person=person,
        page=page_name(request),
        object_kind=change.object_kind,
        object_key=change.object_key,
        fields=change.fields,
    )


class Audited(admin.ModelAdmin):
    """Every ModelAdmin of the desk: its history is the audit, and Django's own log stays empty."""

    object_history_template = "admin/history.html"

    def log_addition(self, request, obj, message):
        note(request, Kind.ADDED, obj)

    def log_change(self, request, obj, message):
        note(request, Kind.CHANGED, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            note(request, Kind.DELETED, obj)

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        entries = AuditEntry.objects.about(obj).changes().select_related("person")
        context = {
            **self.admin_site.each_context(request),
            "title": "What happened",
            "opts": self.opts,
            "original": obj,
            "entries": self.get_paginator(request, entries, 100).get_page(request.GET.get("p")),
        }
        return TemplateResponse(request, self.object_history_template, context)
