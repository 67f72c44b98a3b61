"""Was this helpful? One press, a reason after a no, and nothing about who pressed."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from qa.forms import FeedbackForm, feedback_handle
from qa.models import Answer


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
        response = super().render_to_response({**context, "answer": self.answer}, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


@method_decorator(csrf_exempt, name="dispatch")
class FeedbackView(OfAnswer, FormView):
    form_class = FeedbackForm
    template_name = "qa/feedback_form.html"

    def get_initial(self):
        return {"given": self.request.GET.get("given", "")}

    def post(self, request, *args, **kwargs):
        if not is_from_this_site(request):
            return HttpResponseForbidden("Press the button on our own page.", "text/plain")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        feedback = form.save(self.answer.live_revision)
        if feedback.is_helpful or feedback.reason:
            return HttpResponseRedirect(reverse("feedback-received", args=[self.answer.slug]))
        return HttpResponseRedirect(f"?{urlencode({'given': feedback_handle(feedback)})}")


class FeedbackReceivedView(OfAnswer, TemplateView):
    template_name = "qa/feedback_received.html"
