"""The pages that hold what somebody typed: the form, and those that follow it."""

from django.http import HttpResponse

from qa import standing
from qa.forms import QuestionForm, warned_token
from qa.models import ConsentWording

from .pages import AskingPage, typed_so_far


class WritingPage(AskingPage):
    """The form, or one of the pages that follow it with the same words."""

    form_class = QuestionForm
    template_name = "qa/question_form.html"

    @property
    def wording(self) -> ConsentWording:
        """The consent in force, as this page shows it."""
        return standing.consent_wording.of(self.request)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "wording": self.wording}

    def page(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        self.template_name = template
        return self.render_to_response(self.get_context_data(**context), status=status)

    def check(
        self, form: QuestionForm, *, reason: str = "", status: int = 200, **changes: object
    ) -> HttpResponse:
        """Show everything once more, with a way to change it, and the button that sends it."""
        kept = {**typed_so_far(self.request), **changes}
        return self.page(
            "qa/question_check.html", form=form, kept=kept, reason=reason, status=status
        )

    def warn(self, form: QuestionForm) -> HttpResponse:
        """Say once what to do about words that may be warning signs; go on if the asker wants."""
        kept = {**typed_so_far(self.request), "warned": warned_token()}
        crisis_first = "self_harm" in {finding.kind for finding in form.warning_signs}
        return self.page("qa/question_warned.html", form=form, kept=kept, crisis_first=crisis_first)

    def once_more(self, reason: str, *, status: int = 200, **changes: object) -> HttpResponse:
        """Show what was typed and why it has to be sent again: the last page, if it is complete."""
        form = QuestionForm({**typed_so_far(self.request), **changes}, wording=self.wording)
        if form.is_valid():
            return self.check(form, reason=reason, status=status, **changes)
        form = QuestionForm.keeping(self.request.POST, **changes)
        return self.page("qa/question_form.html", form=form, reason=reason, status=status)


class OnceMoreView(WritingPage):
    """The words somebody has typed, with why they have to be sent once more."""

    reason = ""
    status = 200
    changes: dict[str, object] = {}

    def post(self, request, *args, **kwargs):
        return self.once_more(self.reason, status=self.status, **self.changes)
