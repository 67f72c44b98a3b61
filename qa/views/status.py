"""The private page on which an asker sees where a question stands."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found
from django.views.generic import FormView, TemplateView

from clinics.models import Organization
from qa.abuse import forget_tries, is_one_try_too_many
from qa.forms import AskerForm
from qa.models import Disclaimer, Erasure, Notice, Question
from qa.models.question_queryset import token_hash
from qa.promise import wait

from .asking import REFERRER_POLICY_OF_FORMS, FieldPage, PrivatePage

KNOWN = "known"
COOKIES, COOKIE_PATH = "asker-", "/ask/status/"


class AskerPage(PrivatePage):
    """A page for whoever has the link and has shown that the question is theirs."""

    def dispatch(self, request, *args, **kwargs):
        try:
            response = self.instead() or super().dispatch(request, *args, **kwargs)
        except Http404 as exception:
            response = page_not_found(request, exception)
        return self.keep_private(response)

    def instead(self) -> HttpResponseBase | None:
        """Return what is shown in place of this page, where it cannot be shown."""
        erasures = Erasure.objects.by_status_token_hash(token_hash(self.kwargs["token"]))
        if erased := erasures.first():
            return render(self.request, "qa/question_erased.html", {"erased": erased}, status=410)
        return None

    @cached_property
    def question(self) -> Question:
        questions = Question.objects.by_status_token(self.kwargs["token"])
        return get_object_or_404(questions.select_related("answer__live_revision"))

    @property
    def cookie(self) -> str:
        """The name of the cookie that remembers this question's asker."""
        return f"{COOKIES}{self.question.status_token_hash[:16]}"

    @cached_property
    def is_known(self) -> bool:
        """Say whether this device gave the right e-mail address since its browser was opened."""
        return self.request.get_signed_cookie(self.cookie, default="") == KNOWN

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.question, **kwargs)

    def back(self) -> HttpResponse:
        return redirect(self.question.get_status_url())

    def remember(self, response: HttpResponseBase) -> HttpResponseBase:
        """Let this device open the page until its browser is closed."""
        response.set_signed_cookie(
            self.cookie,
            KNOWN,
            path=COOKIE_PATH,
            httponly=True,
            secure=self.request.is_secure(),
            samesite="Lax",
        )
        return response


class StatusView(FieldPage, AskerPage, TemplateView):
    referrer_policy = AskerPage.referrer_policy
    template_name = "qa/question_status.html"
    not_done = "We could not open your page just now."

    def get(self, request, *args, **kwargs):
        if not self.is_known:
            return AskerView.as_view()(request, *args, **kwargs)
        if self.asks_whether_it_helped:
            self.referrer_policy = REFERRER_POLICY_OF_FORMS
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return AskerView.as_view()(request, *args, **kwargs)

    @cached_property
    def asks_whether_it_helped(self) -> bool:
        """Say whether our letter with this question went out, two weeks after the answer."""
        letters = self.question.notices.filter(kind=Notice.Kind.HELPED)
        return self.question.status in Question.ANSWERED and letters.exists()

    def get_context_data(self, **kwargs):
        promise = Organization.objects.get().answer_promise_days
        return super().get_context_data(
            disclaimer=Disclaimer.objects.current(),
            additions=self.question.additions.all(),
            wait=wait(self.question.received_at, promise),
            asks_whether_it_helped=self.asks_whether_it_helped,
            **kwargs,
        )


class AskerView(AskerPage, FormView):
    """Ask for the e-mail address before anything about the question is shown."""

    referrer_policy = REFERRER_POLICY_OF_FORMS
    form_class = AskerForm
    template_name = "qa/question_asker.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "question": self.question}

    def post(self, request, *args, **kwargs):
        if is_one_try_too_many(request, self.question):
            context = self.get_context_data(form=self.unsaid_form(), is_locked=True)
            return self.render_to_response(context, status=429)
        return super().post(request, *args, **kwargs)

    def unsaid_form(self) -> AskerForm:
        """Return the form with what was typed, and with no word on whether the address is right."""
        return self.form_class(initial=self.request.POST.dict(), question=self.question)

    def form_valid(self, form):
        forget_tries(self.request, self.question)
        return self.remember(self.back())


# It works on a page that was open for long. It needs no secret, not even a link that is still good:
# the most that another site can do with it is have an asker say their e-mail address once more.
@method_decorator(csrf_exempt, name="dispatch")
class CloseView(AskerPage):
    """Let this device forget whose private pages it has opened, also where this one has moved."""

    http_method_names = ["post"]

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            for name in [name for name in request.COOKIES if name.startswith(COOKIES)]:
                response.delete_cookie(name, path=COOKIE_PATH, samesite="Lax")
            # A page that the browser holds ready for Back must not show once more either.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def instead(self) -> None:
        """Show nothing else. A link that leads nowhere is a 404; the device forgets then too."""
        get_object_or_404(Question.objects.by_status_token(self.kwargs["token"]))

    def post(self, request, token):
        return redirect("question-closed")


class ClosedView(PrivatePage, TemplateView):
    """What is left to see on a device that others use as well."""

    template_name = "qa/question_closed.html"
