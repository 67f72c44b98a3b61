"""Requests that Django refuses before a step sees them: what was typed comes back all the same."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.defaults import bad_request as plain_bad_request
from django.views.generic import TemplateView

from qa.audit import note_refused_form
from qa.forms import AdditionForm

from .again import typed_form
from .pages import REFERRER_POLICY_OF_FORMS, PrivatePage
from .writing import OnceMoreView

LARGEST_BODY, CHUNK = 100 * 1024 * 1024, 64 * 1024  # bytes

WAS_OPEN_LONG = (
    "Your page was open for a long time. Nothing is lost. Please press the button once more. "
    "If you read this a second time, allow cookies for this site, or call us."
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Give an asker all words back; say to anybody else that nothing was done, and what to do."""
    steps = {reverse(f"question-{step}") for step in ("create", "check", "change")}
    if request.path in steps:
        return OnceMoreView.as_view(reason=WAS_OPEN_LONG, status=403)(request)
    if request.path == reverse("question-answered"):
        return redirect("question-answered")
    if request.resolver_match and "token" in request.resolver_match.kwargs:
        is_addition = request.resolver_match.url_name == "question-add"
        return (AddAgainView if is_addition else PressAgainView).as_view()(request)
    note_refused_form(request)
    return render(request, "403.html", {"was_open_long": True}, status=403)


class AddAgainView(PrivatePage, TemplateView):
    """The words somebody wants to add, and why to press once more; nothing kept is shown."""

    referrer_policy = REFERRER_POLICY_OF_FORMS
    template_name = "qa/question_add.html"

    def post(self, request, *args, **kwargs):
        form = AdditionForm(initial={"text": request.POST.get("text", "")})
        context = self.get_context_data(form=form, reason=WAS_OPEN_LONG)
        return self.render_to_response(context, status=403)


class PressAgainView(PrivatePage, TemplateView):
    """Nothing was done on a private page, and how to do it: what was typed, and nothing kept."""

    referrer_policy = REFERRER_POLICY_OF_FORMS
    template_name = "qa/question_press_again.html"

    def post(self, request, *args, **kwargs):
        match = request.resolver_match
        # Whether the answer helped is asked on the private page itself.
        page = "question-status" if match.url_name == "question-helped" else match.url_name
        back_to = reverse(page, args=[match.kwargs["token"]])
        context = self.get_context_data(back_to=back_to, form=typed_form(request))
        return self.render_to_response(context, status=403)


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
