"""Was this helpful? One press, a reason after a no, and nothing about who pressed.

Reading pages are the same for everybody and set no cookie, so the same reader is known by a hash
that is another one every day: a second press corrects the first.
"""

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
from qa.models import Answer, Feedback, Notice
from qa.notifications import tell_staff


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

    @transaction.atomic
    def form_valid(self, form):
        if is_pressed_too_often(self.request):
            return render(
                self.request, "qa/feedback_refused.html", {"answer": self.answer}, status=429
            )
        Feedback.objects.forget_traces()
        trace = reader_trace(self.request, self.answer)
        feedback = Feedback.objects.give(self.answer, trace, **form.cleaned_data)
        if feedback.reason == Feedback.Reason.UNSAFE:
            today = timezone.localdate().isoformat()
            tell_staff(Notice.Kind.UNSAFE, self.answer, occasion=today)
        if form.cleaned_data["is_helpful"] or "was_asked" in self.request.POST:
            return HttpResponseRedirect(reverse("feedback-received", args=[self.answer.slug]))
        return HttpResponseRedirect(self.request.path)


class FeedbackReceivedView(OfAnswer, TemplateView):
    template_name = "qa/feedback_received.html"
