"""The private page on which an asker sees where a question stands, and takes it back."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from qa.forms import AskerForm
from qa.models import Disclaimer, Question
from qa.notifications import tell_asker

from .asking import REFERRER_POLICY_OF_FORMS, PrivatePage

KNOWN = "known"
TRIES = 5
TRIES_COUNT_FOR = 60 * 60  # seconds


class AskerPage(PrivatePage):
    """A page for whoever has the link and has shown that the question is theirs."""

    @cached_property
    def question(self) -> Question:
        questions = Question.objects.by_status_token(self.kwargs["token"])
        return get_object_or_404(questions.select_related("answer__live_revision"))

    @property
    def cookie(self) -> str:
        """The name of the cookie that remembers this question's asker."""
        return f"asker-{self.question.status_token_hash[:16]}"

    @property
    def is_known(self) -> bool:
        """Say whether this device gave the right e-mail address since its browser was opened."""
        return self.request.get_signed_cookie(self.cookie, default="") == KNOWN

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.question, **kwargs)


class StatusView(AskerPage, TemplateView):
    template_name = "qa/question_status.html"

    def get(self, request, *args, **kwargs):
        if not self.is_known:
            return AskerView.as_view()(request, *args, **kwargs)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return AskerView.as_view()(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(disclaimer=Disclaimer.objects.current(), **kwargs)


class AskerView(AskerPage, FormView):
    """Ask for the e-mail address before anything about the question is shown."""

    referrer_policy = REFERRER_POLICY_OF_FORMS
    form_class = AskerForm
    template_name = "qa/question_asker.html"

    @property
    def tries_key(self) -> str:
        return f"asker-tries-{self.question.status_token_hash}"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "question": self.question}

    def post(self, request, *args, **kwargs):
        cache.add(self.tries_key, 0, TRIES_COUNT_FOR)
        if cache.incr(self.tries_key) > TRIES:
            return self.render_to_response(self.get_context_data(is_locked=True), status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        cache.delete(self.tries_key)
        response = redirect("question-status", self.kwargs["token"])
        response.set_signed_cookie(
            self.cookie,
            KNOWN,
            path="/ask/status/",
            httponly=True,
            secure=self.request.is_secure(),
            samesite="Lax",
        )
        return response


class WithdrawView(AskerPage, TemplateView):
    """Make sure that the asker means it, then take everything back."""

    referrer_policy = REFERRER_POLICY_OF_FORMS
    template_name = "qa/question_withdraw.html"

    def get(self, request, *args, **kwargs):
        if not self.is_known or self.question.status == Question.Status.WITHDRAWN:
            return redirect("question-status", self.kwargs["token"])
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if self.is_known:
            self._withdraw()
        return redirect("question-status", self.kwargs["token"])

    def _withdraw(self) -> None:
        try:
            with transaction.atomic():
                self.question.withdraw()
                tell_asker(self.question)
        except ValidationError:
            # It ended in the meantime; the status page says how.
            return
