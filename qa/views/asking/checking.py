"""Between writing and sending: help, answers that are there already, and a look at everything."""

from django.http import HttpResponse
from django.shortcuts import redirect

from qa.forms import QuestionForm
from qa.models import Answer

from .answered import suggestions
from .pages import passed, typed_so_far
from .signs import SignsFirstView
from .writing import WritingPage


class PassedPage(WritingPage):
    """A step for somebody who has read the warning signs; all others read them first."""

    def post(self, request, *args, **kwargs):
        if not passed(request):
            return SignsFirstView.as_view()(request)
        return super().post(request, *args, **kwargs)


class CheckView(PassedPage):
    """What the form leads to, in this order, each at most once until all is fine."""

    def get(self, request, *args, **kwargs):
        return redirect("question-create")

    def form_valid(self, form):
        if form.warning_signs and not form.was_warned:
            return self.warn(form)
        has_seen = form.cleaned_data["seen_answers"]
        answers = [] if has_seen else suggestions(form.cleaned_data["text"])
        return self.offer(form, answers) if answers else self.check(form)

    def offer(self, form: QuestionForm, answers: list[Answer]) -> HttpResponse:
        """Show once what others asked; the question goes on if the asker wants."""
        kept = {**typed_so_far(self.request), "seen_answers": "on"}
        return self.page("qa/question_similar.html", form=form, kept=kept, answers=answers)


class ChangeView(PassedPage):
    """The form with everything typed, open at the field that somebody wants to change."""

    def get(self, request, *args, **kwargs):
        return redirect("question-create")

    def post(self, request, *args, **kwargs):
        if not passed(request):
            return SignsFirstView.as_view()(request)
        form = QuestionForm.keeping(request.POST)
        form.focus_on(request.POST.get("change", ""))
        return self.render_to_response(self.get_context_data(form=form))
