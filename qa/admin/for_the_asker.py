"""What we do for an asker who phones: correct the address, publish nothing, take back, erase."""

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from qa import wishes
from qa.abuse import SEARCHES_AN_HOUR, is_one_search_too_many
from qa.audit import Kind, note, shows
from qa.desk import DeskAdmin
from qa.forms import NewAddressForm
from qa.forms.fields import TypedEmailField
from qa.models import Question

Status = Question.Status
# Who does these has the caller's address before them, and may take a page down.
RIGHTS = ("qa.view_question", "qa.view_asker", "qa.withdraw_answer")
FINDING_RIGHTS = ("qa.view_question", "qa.view_asker")
TOO_MANY_SEARCHES = (
    f"You looked for {SEARCHES_AN_HOUR} addresses within an hour, and that is as many as anybody "
    "may. Please go on later, or ask a colleague to look."
)
STEPS = {
    "asker_address": ("Correct the e-mail address", RIGHTS),
    "asker_consent": ("Publish nothing of it", RIGHTS),
    "asker_withdraw": ("Take it back", RIGHTS),
    "asker_erase": ("Erase everything", (*RIGHTS, "qa.delete_question")),
}


class CorrectedAddressForm(NewAddressForm):
    """The address that an asker spells on the phone."""

    email = TypedEmailField(
        label="The asker's e-mail address",
        help_text="Spell it back to the caller, letter by letter.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            **NewAddressForm.base_fields["email"].error_messages,
            "required": "Write the address that the caller gives you.",
        },
    )


class AskerAddressForm(forms.Form):
    """The address of somebody who calls about what they asked."""

    use_required_attribute = False

    email = TypedEmailField(
        label="The asker's e-mail address",
        help_text="All of it, as the caller used it. Capital letters make no difference.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=CorrectedAddressForm.base_fields["email"].error_messages,
    )


def why_not(step: str, question: Question) -> str:
    """Return why a step cannot be taken with the question, or nothing where it can."""
    if step == "asker_address" and not question.asker_email:
        return "We keep no e-mail address for this question any more."
    if step == "asker_consent" and not question.may_withdraw_consent:
        return "Nothing of this question can be published, so there is nothing to stop."
    if step == "asker_withdraw" and question.status == Status.WITHDRAWN:
        return "The question was taken back before; nobody goes on with it."
    if step == "asker_withdraw" and question.status == Status.QUARANTINED:
        return "The question is put aside as spam. Let it wait again first, or erase it."
    return ""


class ForTheAsker(DeskAdmin):
    """The pages on which we do what askers may do on their own page, each asked once more."""

    def get_urls(self):
        own = [self._path(step, rights, False) for step, (_, rights) in STEPS.items()]
        view = self.admin_site.admin_view(self.by_address)
        by_address = path("by-address/", view, name="qa_question_by_address")
        return [by_address, *own, *super().get_urls()]

    def by_address(self, request: HttpRequest) -> HttpResponse:
        """Find what came from an address; it is sent, for an address of a page stays behind."""
        if not request.user.has_perms(FINDING_RIGHTS):
            raise PermissionDenied
        form = AskerAddressForm(request.POST if request.method == "POST" else None)
        found = None
        is_locked = form.is_valid() and is_one_search_too_many(request.user)
        if is_locked:
            form.add_error("email", TOO_MANY_SEARCHES)
        elif form.is_valid():
            asked = Question.objects.asked_by(form.cleaned_data["email"])
            found = list(asked.with_details().order_by("-received_at"))
            shows(request, found)
        title = "Find by e-mail address"
        page = self.render(request, "by_address", None, title=title, form=form, found=found)
        if is_locked:
            page.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return page

    def possible_for_the_asker(
        self, request: HttpRequest, question: Question
    ) -> list[tuple[str, str]]:
        """Return address and words of each step that this person may take now."""
        return [
            (reverse(f"admin:qa_question_{step}", args=[question.pk]), words)
            for step, (words, rights) in STEPS.items()
            if request.user.has_perms(rights) and not why_not(step, question)
        ]

    def asker_address(self, request, question):
        """Write to the address that the asker says, and let the link in earlier letters lapse."""
        form = CorrectedAddressForm(
            request.POST if request.method == "POST" else None, question=question
        )

        def act() -> None:
            wishes.write_to(question, form.cleaned_data["email"])

        done = "The address is corrected. A letter with a new link goes there."
        return self._ask_first(request, question, "asker_address", act, done, form=form)

    def asker_consent(self, request, question):
        def act() -> None:
            wishes.keep_private(question)

        done = "Nothing of the question is published any more."
        return self._ask_first(request, question, "asker_consent", act, done)

    def asker_withdraw(self, request, question):
        def act() -> None:
            wishes.take_back(question)

        return self._ask_first(
            request, question, "asker_withdraw", act, "The question is taken back."
        )

    def asker_erase(self, request, question):
        """Erase the question; its number stays in the audit, and nothing else."""

        def act() -> None:
            wishes.erase(question)

        done = f"Question {question.pk} is erased."
        return self._ask_first(request, question, "asker_erase", act, done)

    def gone(self, request, pk):
        self.message_user(
            request, f"Question {pk} is not here. It may have been erased.", messages.WARNING
        )
        return redirect("admin:qa_question_changelist")

    def _ask_first(
        self,
        request: HttpRequest,
        question: Question,
        step: str,
        act: Callable[[], None],
        done: str,
        form: forms.Form | None = None,
    ) -> HttpResponse:
        """Say what will happen, and do it once the button is pressed."""
        number, page = Question(pk=question.pk), redirect("admin:qa_question_change", question.pk)
        if reason := why_not(step, question):
            self.message_user(request, reason, messages.ERROR)
            return page
        if request.method != "POST" or (form and not form.is_valid()):
            title = STEPS[step][0]
            return self.render(request, step, question, title=title, form=form, keep=settings.KEEP)
        try:
            is_done = self.attempt(request, number, act, done)
        except Question.DoesNotExist:  # Somebody erased it in this moment.
            return self.gone(request, number.pk)
        if is_done and step == "asker_erase":
            note(request, Kind.DELETED, number)
            return redirect("admin:qa_question_changelist")
        return page
