"""Sending a question: the form, what is shown afterwards, and what happens when it goes wrong."""

import logging

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.defaults import bad_request as plain_bad_request
from django.views.defaults import permission_denied
from django.views.generic import FormView, TemplateView, View
from procrastinate.exceptions import ConnectorException

from clinics.models import Organization
from qa.forms import QuestionForm, without_control_characters
from qa.models import Question
from qa.notifications import tell_asker

logger = logging.getLogger(__name__)

DATABASE_IS_AWAY = (OperationalError, InterfaceError, ConnectorException)
LARGEST_BODY, CHUNK = 100 * 1024 * 1024, 64 * 1024  # bytes
LAST_KNOWN_PHONE = "last-known-phone"

WAS_OPEN_LONG = (
    "Your page was open for a long time. Please press Send my question once more. "
    "If you read this a second time, allow cookies for this site, or call us."
)
SAYS_SOMETHING_ELSE = (
    "We have the question you sent before. What you see here is different. If you press "
    "Send my question, we receive it as a second question."
)


@method_decorator(cache_control(private=True, no_cache=True), name="dispatch")
class AskView(FormView):
    form_class = QuestionForm
    template_name = "qa/question_form.html"
    success_url = reverse_lazy("question-received")

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        except DATABASE_IS_AWAY:
            logger.exception("The database is away while somebody asks")
            return unavailable(request)

    def form_valid(self, form):
        if form.was_sent_before():
            return super().form_valid(form)
        with transaction.atomic():
            question, is_new = Question.objects.receive(**form.details())
            if is_new:
                tell_asker(question)
        if is_new or form.repeats(question):
            return super().form_valid(form)
        return self.ask_once_more(SAYS_SOMETHING_ELSE, fresh_key=True)

    def ask_once_more(
        self, reason: str, *, fresh_key: bool = False, status: int = 200
    ) -> HttpResponse:
        """Show the form with everything that was typed and why it has to be sent again."""
        form = QuestionForm.keeping(self.request.POST, fresh_key=fresh_key)
        context = self.get_context_data(form=form, reason=reason)
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        organization = Organization.objects.with_links()
        cache.set(LAST_KNOWN_PHONE, organization.phone, timeout=None)
        return {**context, "organization": organization}


class AskAgainView(AskView):
    """The same page for somebody whose form could not be trusted: nothing is stored yet."""

    def post(self, request, *args, **kwargs):
        return self.ask_once_more(WAS_OPEN_LONG, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Give an asker the form back with all words; say to anybody else that it is forbidden."""
    if request.path == reverse("question-create"):
        return AskAgainView.as_view()(request)
    return permission_denied(request, PermissionDenied(reason))


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the question is not sent yet and keep its words, without reading the database."""
    kept = {name: request.POST[name] for name in QuestionForm.base_fields if name in request.POST}
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


class PrivatePage(View):
    """A page that no cache keeps, no search engine lists and no link gives away."""

    referrer_policy = "no-referrer"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        response.headers.setdefault("Referrer-Policy", self.referrer_policy)
        return response


class ReceivedView(PrivatePage, TemplateView):
    template_name = "qa/question_received.html"
