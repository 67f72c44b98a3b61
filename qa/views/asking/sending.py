"""The step that stores a question, and what is shown afterwards."""

import logging
import uuid

from django.db import transaction
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from qa.abuse import DAY, HOUR, MINUTE, Before, came_before, looks_like_spam, remember
from qa.forms import QuestionForm
from qa.models import Question
from qa.notifications import tell_received, tell_staff_of_new

from .checking import PassedPage
from .pages import DATABASE_IS_AWAY, PrivatePage, passed
from .signs import SignsFirstView

logger = logging.getLogger(__name__)

TOO_MUCH = (
    "Many questions came in just now, so we could not take this one. Your words are still here. "
    "Please press Send my question again {when}, or call us."
)
WHEN = {MINUTE: "in a minute", HOUR: "in an hour", DAY: "tomorrow"}
SAYS_SOMETHING_ELSE = (
    "We have the question you sent before. What you see here is different. If you press "
    "Send my question, we receive it as a second question."
)


class AskView(PassedPage):
    """The form for somebody without a warning sign; what comes in from its last page is kept."""

    success_url = reverse_lazy("question-received")

    def get(self, request, *args, **kwargs):
        if not passed(request):
            return SignsFirstView.as_view()(request)
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        return {"passed": passed(self.request)}

    @transaction.atomic
    def form_valid(self, form):
        # Two tabs have two keys; the second must see what came in from the first.
        Question.objects.take_turns_with(**form.cleaned("text", "submission_key"))
        before = came_before(self.request, **form.cleaned("asker_email", "text", "submission_key"))
        if before.same_words and form.was_sent_before():
            return super().form_valid(form)
        if form.warning_signs and not form.was_warned:
            return self.warn(form)
        if before.wait:
            return self.once_more(TOO_MUCH.format(when=WHEN[before.wait]), status=429)
        details = form.details()
        question, is_new = Question.objects.receive(is_first=not before.is_form_known, **details)
        if is_new:
            self.take_in(question, form, before)
        if is_new or form.repeats(question):
            return super().form_valid(form)
        return self.once_more(SAYS_SOMETHING_ELSE, submission_key=str(uuid.uuid4()))

    def take_in(self, question: Question, form: QuestionForm, before: Before) -> None:
        """Put spam aside without a letter; send everybody else the receipt, and tell the staff.

        What may not wait reaches the staff either way: a person may be behind it after all.
        """
        by_program = bool(form.cleaned_data["website"]) or form.is_too_quick
        is_spam = looks_like_spam(question, before, by_program=by_program)
        remember(self.request, form.cleaned_data["asker_email"], is_spam=is_spam)
        if not is_spam:
            tell_received(question)
            return
        question.quarantine()
        if question.has_warning_signs:
            tell_staff_of_new(question)


class ReceivedView(PrivatePage, TemplateView):
    """Says that a question is stored, even in a moment in which nothing can be read."""

    template_name = "qa/question_received.html"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs).render()
        except DATABASE_IS_AWAY:
            logger.exception("The database is away after a question came in")
            return render(request, "qa/question_received_plainly.html")
