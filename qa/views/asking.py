"""Sending a question: the form, what is shown afterwards, and what happens when it goes wrong."""

import logging
import uuid

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.defaults import bad_request as plain_bad_request
from django.views.defaults import permission_denied
from django.views.generic import FormView, TemplateView, View
from procrastinate.exceptions import ConnectorException

from clinics.models import Organization
from qa.abuse import is_too_much, looks_like_spam, remember
from qa.forms import (
    QuestionForm,
    SignsForm,
    has_no_signs,
    no_signs_token,
    without_control_characters,
)
from qa.models import Question, WarningSign
from qa.notifications import tell_asker, tell_staff_of_new

logger = logging.getLogger(__name__)

DATABASE_IS_AWAY = (OperationalError, InterfaceError, ConnectorException)
LARGEST_BODY, CHUNK = 100 * 1024 * 1024, 64 * 1024  # bytes
LAST_KNOWN_PHONE = "last-known-phone"

WAS_OPEN_LONG = (
    "Your page was open for a long time. Please press Send my question once more. "
    "If you read this a second time, allow cookies for this site, or call us."
)
TOO_MUCH = (
    "Many questions came in just now, so we could not take this one. Your words are still here. "
    "Please press Send my question again in an hour, or call us."
)
PRESS_ONCE_MORE = "Thank you. Please press Send my question once more."
SAYS_SOMETHING_ELSE = (
    "We have the question you sent before. What you see here is different. If you press "
    "Send my question, we receive it as a second question."
)


class PrivatePage(View):
    """A page that no cache keeps, no search engine lists and no link gives away."""

    referrer_policy = "no-referrer"

    def dispatch(self, request, *args, **kwargs):
        return self.keep_private(super().dispatch(request, *args, **kwargs))

    def keep_private(self, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        response.headers.setdefault("Referrer-Policy", self.referrer_policy)
        return response


def typed_so_far(request: HttpRequest) -> dict[str, str]:
    """What came in of a question's form, by field."""
    return {name: request.POST[name] for name in QuestionForm.base_fields if name in request.POST}


@method_decorator(cache_control(private=True, no_cache=True), name="dispatch")
class AskingPage(FormView):
    """A step on the way to a question; when the database is away, it keeps what was typed."""

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        except DATABASE_IS_AWAY:
            logger.exception("The database is away while somebody asks")
            return unavailable(request)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        organization = Organization.objects.with_links()
        cache.set(LAST_KNOWN_PHONE, organization.phone, timeout=None)
        return {**context, "organization": organization}


class SignsView(AskingPage):
    """Ask for warning signs before anything is written; whoever has one gets help instead."""

    form_class = SignsForm
    template_name = "qa/question_signs.html"

    def get_context_data(self, **kwargs):
        signs = WarningSign.objects.shown()
        return super().get_context_data(signs=signs, kept=typed_so_far(self.request), **kwargs)

    def form_valid(self, form):
        if form.cleaned_data["signs"] != "no":
            return redirect("question-help")
        if typed_so_far(self.request):
            return AskAgainView.as_view(reason=PRESS_ONCE_MORE)(self.request)
        return redirect(f"{reverse('question-create')}?passed={no_signs_token()}")


class SignsFirstView(SignsView):
    """The same page for somebody who came to the form without it; it keeps what was typed."""

    def get_form_kwargs(self):
        return {}

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)


class HelpView(PrivatePage, TemplateView):
    template_name = "qa/question_help.html"


class AskView(AskingPage):
    form_class = QuestionForm
    template_name = "qa/question_form.html"
    success_url = reverse_lazy("question-received")

    def get(self, request, *args, **kwargs):
        if not has_no_signs(request.GET.get("passed", "")):
            return SignsFirstView.as_view()(request)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not has_no_signs(request.POST.get("passed", "")):
            return SignsFirstView.as_view()(request)
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        return {"passed": self.request.GET.get("passed", "")}

    def form_valid(self, form):
        if form.was_sent_before():
            return super().form_valid(form)
        if is_too_much(self.request, form.cleaned_data["asker_email"]):
            return self.ask_once_more(TOO_MUCH, status=429)
        with transaction.atomic():
            question, is_new = Question.objects.receive(**form.details())
            if is_new:
                self.take_in(question, form)
        if is_new or form.repeats(question):
            return super().form_valid(form)
        return self.ask_once_more(SAYS_SOMETHING_ELSE, submission_key=uuid.uuid4())

    def take_in(self, question: Question, form: QuestionForm) -> None:
        """Put spam aside without a word; send everybody else the receipt."""
        remember(self.request, form.cleaned_data["asker_email"])
        if looks_like_spam(question, trap=form.cleaned_data["website"]):
            question.quarantine()
        else:
            tell_staff_of_new(question)
        tell_asker(question)

    def ask_once_more(self, reason: str, *, status: int = 200, **changes: object) -> HttpResponse:
        """Show the form with everything that was typed and why it has to be sent again."""
        form = QuestionForm.keeping(self.request.POST, **changes)
        context = self.get_context_data(form=form, reason=reason)
        return self.render_to_response(context, status=status)


class AskAgainView(AskView):
    """The form with everything typed, for somebody who has just read the warning signs."""

    reason = ""

    def post(self, request, *args, **kwargs):
        return self.ask_once_more(self.reason, passed=no_signs_token())


class StaleAskView(AskView):
    """The same page for somebody whose form could not be trusted: nothing is stored yet."""

    def post(self, request, *args, **kwargs):
        return self.ask_once_more(WAS_OPEN_LONG, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Give an asker the form back with all words; say to anybody else that it is forbidden."""
    if request.path == reverse("question-create"):
        return StaleAskView.as_view()(request)
    if request.path == reverse("question-signs"):
        return SignsFirstView.as_view()(request)
    return permission_denied(request, PermissionDenied(reason))


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the question is not sent yet and keep its words, without reading the database."""
    kept = typed_so_far(request)
    context = {
        "organization": None,
        "phone": cache.get(LAST_KNOWN_PHONE, ""),
        "text": without_control_characters(kept.pop("text", "")),
        "kept": kept,
    }
    return render(request, "qa/question_unavailable.html", context, status=503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what to do with a text that is too large to be taken in at all."""
    if isinstance(exception, RequestDataTooBig):
        _let_it_arrive(request)
        return render(request, "qa/question_too_large.html", status=413)
    return plain_bad_request(request, exception)


def _let_it_arrive(request: HttpRequest) -> None:
    """Read on and keep nothing: a browser shows no answer before it has sent everything."""
    for _ in range(LARGEST_BODY // CHUNK):
        if not request.read(CHUNK):
            return


class ReceivedView(PrivatePage, TemplateView):
    template_name = "qa/question_received.html"
