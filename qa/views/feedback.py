"""Was this helpful? One press, a reason after a no, and nothing about who pressed.

A page may stay open while its answer gets new words, so each says which ones it shows.

Reading pages are the same for everybody and set no cookie, so the same reader is known by a hash
that is another one every day: a second press corrects the first.
"""

import re

from django.db import transaction
from django.http import HttpRequest, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from qa.abuse import is_pressed_too_often, reader_trace
from qa.forms import FeedbackForm
from qa.models import Answer, Feedback, Notice, Revision
from qa.notifications import tell_staff

REVISION_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def is_from_this_site(request: HttpRequest) -> bool:
    """Say whether a browser sent the request from one of our pages.

    Reading pages set no cookie, so there is no CSRF token to check. Every browser names the origin
    of a POST; a program that names none could press the button anyway.
    """
    origin = request.headers.get("Origin")
    return origin in (None, f"{request.scheme}://{request.get_host()}")


class OfAnswer:
    """What both pages show: the published answer that the address names."""

    @cached_property
    def answer(self) -> Answer:
        published = Answer.objects.published().with_words()
        return get_object_or_404(published, slug=self.kwargs["slug"])

    def render_to_response(self, context, **kwargs):
        return super().render_to_response({**context, "answer": self.answer}, **kwargs)


@method_decorator(csrf_exempt, name="dispatch")
class FeedbackView(OfAnswer, FormView):
    form_class = FeedbackForm
    template_name = "qa/feedback_form.html"

    def post(self, request, *args, **kwargs):
        if not is_from_this_site(request):
            return HttpResponseForbidden("Press the button on our own page.", "text/plain")
        return super().post(request, *args, **kwargs)

    @cached_property
    def revision(self) -> Revision:
        """The words that the page showed, or the live ones if it names none that were public."""
        live = self.answer.live_revision
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        number = sent.get("revision", "")
        if not REVISION_NUMBER.fullmatch(number):
            return live
        return self.answer.revisions.once_public().filter(number=number).first() or live

    def get_context_data(self, **kwargs):
        return super().get_context_data(revision=self.revision, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        if is_pressed_too_often(self.request):
            return render(
                self.request, "qa/feedback_refused.html", {"answer": self.answer}, status=429
            )
        Feedback.objects.forget_traces()
        trace = reader_trace(self.request, self.answer)
        feedback = Feedback.objects.give(self.revision, trace, **form.cleaned_data)
        if feedback.reason == Feedback.Reason.UNSAFE:
            tell_staff(Notice.Kind.UNSAFE, self.answer, occasion=self.occasion)
        if form.cleaned_data["is_helpful"] or "was_asked" in self.request.POST:
            return HttpResponseRedirect(reverse("feedback-received", args=[self.answer.slug]))
        return HttpResponseRedirect(f"{self.request.path}?revision={self.revision.number}")

    @property
    def occasion(self) -> str:
        """Once a day; what is said of earlier words keeps nothing back about the live ones."""
        today = timezone.localdate().isoformat()
        is_live = self.revision == self.answer.live_revision
        return today if is_live else f"{today} revision {self.revision.number}"


class FeedbackReceivedView(OfAnswer, TemplateView):
    template_name = "qa/feedback_received.html"
