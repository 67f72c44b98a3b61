"""What all steps have in common: nobody keeps a copy of them, and no step loses a word."""

import logging

from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import FormView, View
from procrastinate.exceptions import ConnectorException

from clinics.models import Organization
from qa.forms import QuestionForm, has_no_signs
from qa.typed import without_control_characters

from .again import typed_form

logger = logging.getLogger(__name__)

DATABASE_IS_AWAY = (OperationalError, InterfaceError, ConnectorException)
LAST_KNOWN_PHONE = "last-known-phone"
TRY_AGAIN_IN = "30"  # seconds
# Under "no-referrer" browsers hide where a form comes from, and it would not be trusted.
REFERRER_POLICY_OF_FORMS = "strict-origin"


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


class KindPage(PrivatePage):
    """A page that takes words in; when the database is away, it keeps what was typed."""

    referrer_policy = REFERRER_POLICY_OF_FORMS

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        except DATABASE_IS_AWAY:
            logger.exception("The database is away while somebody asks")
            return self.unavailable()

    def unavailable(self) -> HttpResponseBase:
        """Say that the question is not sent yet and keep its words."""
        kept = typed_so_far(self.request)
        is_last_step = self.request.path == reverse("question-create")
        return self.words_only(
            kept.pop("text", ""),
            kept,
            action=reverse("question-create" if is_last_step else "question-check"),
            button="Send my question" if is_last_step else "Continue",
            label="Your question",
            said="Your question is not sent yet.",
            returns_to=f"{reverse('question-create')}?passed={kept.get('passed', '')}",
        )

    def words_only(self, text: str, kept: dict[str, str], **context: str) -> HttpResponseBase:
        """Return a page with what was typed and a button, made without reading the database."""
        return self.sorry(text=without_control_characters(text), kept=kept, **context)

    def sorry(self, **context: object) -> HttpResponseBase:
        """Return the page that says what is wrong, with what may be sent once more."""
        phone = caches["process"].get(LAST_KNOWN_PHONE, "")
        response = render(
            self.request,
            "qa/question_unavailable.html",
            {**context, "phone": phone, "organization": None},
            status=503,
        )
        response.headers["Referrer-Policy"] = REFERRER_POLICY_OF_FORMS
        response.headers["Retry-After"] = TRY_AGAIN_IN
        return self.keep_private(response)


class FieldPage(KindPage):
    """A private page with a field; when the database is away, it keeps what was typed."""

    not_done = ""  # what could not be done, in a sentence

    def unavailable(self) -> HttpResponseBase:
        return self.sorry(form=typed_form(self.request), said=self.not_done)


class AskingPage(KindPage, FormView):
    """A step with a form; `kept` are the words that go along to the next one."""

    def get_context_data(self, **kwargs):
        organization = Organization.objects.with_links()
        caches["process"].set(LAST_KNOWN_PHONE, organization.phone, timeout=None)
        kept = typed_so_far(self.request)
        return super().get_context_data(**{"kept": kept, **kwargs, "organization": organization})


def passed(request: HttpRequest) -> str:
    """Return the pass that somebody got for having none of the warning signs, or nothing."""
    token = request.POST.get("passed") or request.GET.get("passed", "")
    return token if has_no_signs(token) else ""


def typed_so_far(request: HttpRequest) -> dict[str, str]:
    """What came in of a question's form, by field."""
    return {name: request.POST[name] for name in QuestionForm.base_fields if name in request.POST}
