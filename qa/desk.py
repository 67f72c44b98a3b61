"""The desk: the admin as therapists, reviewers and managers see it."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse

from clinics.models import Therapist

from .audit import Audited, Kind, audited, note
from .login.factors import is_let_in
from .login.forms import OwnPasswordForm
from .models import Answer, Notice, Question, Revision
from .plain_words import PlainForms

SHOWN_ON_INDEX = 5
NARROWS_QUEUE = ("q", "topic", "clinic", "claimed", "agrees")
# What the admin's own filters put behind a field's name.
FILTERED_BY = ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt")
FILTERED_BY_DATE = ("__year", "__month", "__day", "__gte", "__lt")
REVIEW_COMES_UP = 60  # days before it is due
Staff = User | AnonymousUser


def therapist_of(user: Staff) -> Therapist | None:
    """Return the therapist who logs in as this user, if there is one."""
    return Therapist.objects.active().filter(user_id=user.pk).first()


def require_therapist(user: Staff) -> Therapist:
    """Return the therapist of a login. Raises ValidationError with the code "no_therapist"."""
    if therapist := therapist_of(user):
        return therapist
    raise ValidationError(
        "Ask a manager to connect your login with a therapist; then you can do this.",
        code="no_therapist",
    )


class Desk(admin.AdminSite):
    """The admin site, whose first page says what waits."""

    site_header = "Ask Our Experts desk"
    site_title = "Ask Our Experts desk"
    index_title = "Today"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Let every kind of object keep its history in the audit and speak plainly."""
        admin_class = admin_class or admin.ModelAdmin
        of_desk = type(admin_class.__name__, (Audited, PlainForms, admin_class), {})
        super().register(model_or_iterable, of_desk, **options)

    def each_context(self, request):
        context = super().each_context(request)
        own = {"is_let_in": context["has_permission"]}
        return {**context, **own, "warning_seconds": settings.DESK_WARNING_SECONDS}

    def has_permission(self, request):
        """Let staff in who showed a second factor; a password alone opens nothing."""
        return super().has_permission(request) and is_let_in(request)

    def admin_view(self, view, cacheable=False):
        return super().admin_view(audited(self, view), cacheable)

    def password_change(self, request, extra_context=None):
        request.current_app = self.name
        change = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        response = change(request)
        if response.status_code == HTTPStatus.FOUND:
            note(request, Kind.CHANGED, request.user)
        return response

    def index(self, request, extra_context=None):
        therapist = therapist_of(request.user)
        context: dict[str, Any] = {"therapist": therapist, "shown": SHOWN_ON_INDEX}
        if request.user.has_perm("qa.view_question"):
            # The address may hold more; the list would refuse it.
            request.GET = narrowing(request.GET)
            context["cl"] = self._registry[Question].get_changelist_instance(request)
            context["is_narrowed"] = bool(request.GET)
        context |= work_for(request.user, therapist)
        return super().index(request, {**context, **(extra_context or {})})


def narrowing(sent: QueryDict) -> QueryDict:
    """Return the part of an address that narrows the queue."""
    kept = QueryDict(mutable=True)
    kept.update({name: sent[name] for name in NARROWS_QUEUE if name in sent})
    return kept


def work_for(user: Staff, therapist: Therapist | None) -> dict[str, models.QuerySet]:
    """Return what waits for this person, by name; a kind of work they may not do is left out."""
    work: dict[str, models.QuerySet] = {}
    if therapist and user.has_perm("qa.change_revision"):
        work["drafts"] = Revision.objects.drafts().filter(author=therapist).with_details()
    if user.has_perm("qa.approve_revision"):
        work["reviews"] = Revision.objects.to_review().with_details()
        work["scheduled"] = Revision.objects.scheduled().with_details().order_by("publish_at")
    if user.has_perm("qa.change_answer"):
        due = Answer.objects.with_desk_details().order_by(F("next_review_on").asc(nulls_first=True))
        work["overdue"] = due.due_for_review(within_days=-1)
        work["due"] = due.due_for_review(within_days=REVIEW_COMES_UP).exclude(
            pk__in=work["overdue"].values("pk")
        )
    if user.has_perm("qa.change_question"):
        work["spam"] = Question.objects.quarantined()
    if user.has_perm("qa.view_notice"):
        work["letters"] = Notice.objects.overdue().select_related("staff")
    return work


class DeskAdmin(admin.ModelAdmin):
    """A ModelAdmin with pages of its own beside the change page.

    `steps` are POSTs that call a model method, `pages` may be looked at too. Both name the
    permission they need; the method of that name gets the request and the object.
    """

    steps: dict[str, str] = {}
    pages: dict[str, str] = {}
    actions: list[str] | None = None
    list_per_page = 25
    list_name = ""  # what people call the list, where it is not the plural of one row
    show_full_result_count = False

    def get_urls(self):
        own = [self._path(name, [right], True) for name, right in self.steps.items()]
        own += [self._path(name, [right], False) for name, right in self.pages.items()]
        return own + super().get_urls()

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request=None):
        """Filter by what the page offers and by nothing else: not by a field behind it."""
        filters = self.get_list_filter(request)
        offered = [item if isinstance(item, str) else item.parameter_name for item in filters]
        allowed = {f"{name}{how}" for name in offered for how in FILTERED_BY}
        if self.date_hierarchy:
            allowed |= {f"{self.date_hierarchy}{how}" for how in FILTERED_BY_DATE}
        return lookup in allowed and "\0" not in str(value)

    def render(
        self, request: HttpRequest, template: str, obj: models.Model | None, **context: Any
    ) -> TemplateResponse:
        """Return a page of the desk about one object."""
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            f"admin/qa/{self.opts.model_name}/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": obj,
                str(self.opts.model_name): obj,
                "list_name": self.list_name,
                **context,
            },
        )

    def attempt(
        self,
        request: HttpRequest,
        obj: models.Model,
        act: Callable[[], object],
        done: str,
        *,
        took: str = "",
    ) -> bool:
        """Do one step wholly or not at all, say how it went, and return whether it did.

        `took` names the form whose words the browser may now forget, as its `data-keep` does.
        """
        try:
            with transaction.atomic():
                act()
                self.log_change(request, obj, done)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return False
        self.message_user(request, done, messages.SUCCESS, extra_tags=took)
        return True

    def gone(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return what somebody gets who takes a step with what is not there, or no more."""
        raise Http404

    def _path(self, name: str, rights: Iterable[str], is_step: bool):
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.has_perms(rights):
                raise PermissionDenied
            if is_step and request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            try:
                return getattr(self, name)(request, self.get_queryset(request).get(pk=pk))
            except self.model.DoesNotExist:
                return self.gone(request, pk)

        label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=label)
