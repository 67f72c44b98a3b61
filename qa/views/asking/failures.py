"""Requests that Django refuses before a step sees them: what was typed comes back all the same."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.defaults import bad_request as plain_bad_request
from django.views.defaults import permission_denied

from .signs import SignsFirstView
from .writing import OnceMoreView

LARGEST_BODY, CHUNK = 100 * 1024 * 1024, 64 * 1024  # bytes

WAS_OPEN_LONG = (
    "Your page was open for a long time. Nothing is lost. Please press the button once more. "
    "If you read this a second time, allow cookies for this site, or call us."
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Give an asker all words back; say to anybody else that it is forbidden."""
    steps = {reverse(f"question-{step}") for step in ("create", "check", "change")}
    if request.path in steps:
        return OnceMoreView.as_view(reason=WAS_OPEN_LONG, status=403)(request)
    if request.path == reverse("question-signs"):
        return SignsFirstView.as_view()(request)
    if request.path == reverse("question-answered"):
        return redirect("question-answered")
    return permission_denied(request, PermissionDenied(reason))


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
