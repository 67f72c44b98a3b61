"""What an asker may still do with a question: add to it, change where letters go, take it back."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView

from qa import wishes
from qa.abuse import forget_tries, is_one_code_too_many
from qa.forms import (
    AdditionForm,
    AskerForm,
    AskerToAddForm,
    AskerToMoveForm,
    AskerWithCodeForm,
    CodeForm,
    NewAddressForm,
)
from qa.models import Addition, AddressChange, Notice, Question
from qa.models.question_row import MAX_TEXT_LENGTH
from qa.notifications import confirm_address, tell_address_changed, tell_staff
from qa.warning_signs import find_warning_signs

from .asking import REFERRER_POLICY_OF_FORMS, FieldPage, KindPage
from .status import AskerPage, AskerView

Status = Question.Status
TOO_LATE_TO_ADD = (
    "Somebody has begun with your answer, so we cannot add to it. Call us with what is missing."
)
ENDED_BEFORE_ADDED = (
    "Your question has come to its end, so we cannot add to it. Call us with what is missing."
)
TOO_MANY_CODES = "We have sent several codes today. Please wait a day, or call us."


class ChangePage(AskerPage):
    """A page for the known asker alone, while what it offers is possible."""

    referrer_policy = REFERRER_POLICY_OF_FORMS
    # With it a device that is not known is asked for the address, and what was typed goes along.
    form_of_unknown: type[AskerForm] | None = None

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Question.DoesNotExist:
            # It was erased in this moment: now the page says so.
            return super().dispatch(request, *args, **kwargs)

    def is_possible(self) -> bool:
        raise NotImplementedError

    def instead(self) -> HttpResponseBase | None:
        if response := super().instead():
            return response
        if not self.is_known:
            return self.ask_who()
        return None if self.is_possible() else self.back()

    def ask_who(self) -> HttpResponseBase:
        """Return what somebody gets who has not given the address on this device."""
        if self.form_of_unknown and self.request.method == "POST":
            ask = AskerFirstView.as_view(form_class=self.form_of_unknown, page=type(self))
            return ask(self.request, **self.kwargs)
        return self.back()


class SurePage(ChangePage, TemplateView):
    """Say plainly what will happen, and do it once the button is pressed."""

    def act(self) -> None:
        raise NotImplementedError

    def post(self, request, *args, **kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                self.act()
        except ValidationError:
            # It ended in the meantime; the status page says how.
            pass
        return self.back()


class WithdrawView(SurePage):
    template_name = "qa/question_withdraw.html"

    def is_possible(self) -> bool:
        return self.question.status not in (Status.WITHDRAWN, Status.QUARANTINED)

    def act(self) -> None:
        wishes.take_back(self.question)


class ConsentView(SurePage):
    template_name = "qa/question_consent.html"

    def is_possible(self) -> bool:
        return self.question.may_withdraw_consent

    def act(self) -> None:
        wishes.keep_private(self.question)


class EraseView(SurePage):
    template_name = "qa/question_erase.html"
    extra_context = {"keep": settings.KEEP}

    def is_possible(self) -> bool:
        return True

    def act(self) -> None:
        wishes.erase(self.question)


class HelpedView(SurePage):
    """One press that says whether the answer helped."""

    http_method_names = ["post"]

    def is_possible(self) -> bool:
        return self.request.POST.get("helped") in {"yes", "no"}

    def act(self) -> None:
        self.question.say_whether_it_helped(self.request.POST["helped"] == "yes")


def may_not_wait_in(request: HttpRequest) -> bool:
    """Say whether the words somebody wants to add may be a sign of something serious.

    Of more than fits only the beginning is read: to look through a whole book takes minutes.
    """
    return bool(find_warning_signs(request.POST.get("text", "")[:MAX_TEXT_LENGTH]))


class AddView(KindPage, ChangePage, FormView):
    form_class = AdditionForm
    form_of_unknown = AskerToAddForm
    template_name = "qa/question_add.html"

    def unavailable(self) -> HttpResponseBase:
        typed = self.request.POST
        kept = {name: typed[name] for name in ("asker_email",) if name in typed}
        return self.words_only(
            typed.get("text", ""),
            kept,
            action=self.request.path,
            button="Add this",
            label="What would you like to add?",
            said="It is not added yet.",
        )

    def is_possible(self) -> bool:
        return self.question.status == Status.RECEIVED or self.request.method == "POST"

    def form_valid(self, form):
        text, may_not_wait = form.cleaned_data["text"], may_not_wait_in(self.request)
        try:
            with transaction.atomic():
                addition = Addition.objects.add(self.question, text, may_not_wait)
                if may_not_wait:
                    once = f"addition {addition.pk}"
                    tell_staff(Notice.Kind.WARNING_SIGNS, self.question, occasion=once)
        except ValidationError as error:
            if may_not_wait:
                self.tell_although_refused()
            if error.code == "not_possible":
                return self.too_late(form)
            form.add_error("text", error)
            return self.form_invalid(form)
        if may_not_wait:
            context = self.get_context_data(is_added=True)
            return self.render_to_response(context)
        return self.back()

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_not_wait=may_not_wait_in(self.request), **kwargs)

    def tell_although_refused(self) -> None:
        """Mark a question that goes on, and tell the staff once a day: its asker may need help."""
        if not self.question.has_ended:
            self.question.mark_warning_signs()
            once = f"refused {timezone.localdate()}"
            tell_staff(Notice.Kind.WARNING_SIGNS, self.question, occasion=once)

    def too_late(self, form: AdditionForm) -> HttpResponse:
        """Say why the words cannot be added any more, and keep them on the page."""
        reason = ENDED_BEFORE_ADDED if self.question.has_ended else TOO_LATE_TO_ADD
        return self.render_to_response(self.get_context_data(form=form, reason=reason))


class AskerFirstView(AskerView):
    """Ask for the e-mail address before what was typed is taken in; it goes along."""

    page: type[ChangePage] = ChangePage

    def post(self, request, *args, **kwargs):
        if "asker_email" in request.POST:
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(form=self.unsaid_form()))

    def get_context_data(self, **kwargs):
        context = {"keeps_words": True, "may_not_wait": may_not_wait_in(self.request)}
        return super().get_context_data(**context, **kwargs)

    def form_valid(self, form):
        forget_tries(self.request, self.question)
        return self.remember(self.page.as_view(is_known=True)(self.request, **self.kwargs))


class AddressView(FieldPage, ChangePage, FormView):
    """Take a new address in; nothing goes there but a code until the code came back."""

    form_class = NewAddressForm
    form_of_unknown = AskerToMoveForm
    template_name = "qa/question_address.html"
    not_done = "We could not take the new address just now."

    def is_possible(self) -> bool:
        return bool(self.question.asker_email)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "question": self.question}

    @transaction.atomic
    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if is_one_code_too_many(self.question, email):
            form.add_error("email", TOO_MANY_CODES)
            return self.render_to_response(self.get_context_data(form=form), status=429)
        change = AddressChange.objects.begin(self.question, email)
        confirm_address(change)
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("question-code", args=[self.kwargs["token"]])


class CodeView(FieldPage, ChangePage, FormView):
    """Let the new address count once its code is here; the page gets a new secret address too."""

    form_class = CodeForm
    form_of_unknown = AskerWithCodeForm
    template_name = "qa/question_code.html"
    not_done = "We could not take the code just now."

    def instead(self) -> HttpResponseBase | None:
        try:
            return super().instead()
        except Http404:
            if self.request.method == "POST":
                return self.moved()
            raise

    def moved(self) -> HttpResponse:
        """Say what a second press may mean; it says the same where there was no page at all."""
        return render(self.request, "qa/question_moved.html", status=404)

    def is_possible(self) -> bool:
        return AddressChange.objects.filter(question=self.question).exists()

    def get_context_data(self, **kwargs):
        return super().get_context_data(change=self.question.address_change, **kwargs)

    def form_valid(self, form):
        try:
            change, old_address = self.question.address_change, self.question.asker_email
            with transaction.atomic():
                refusal = change.take(form.cleaned_data["code"])
                if refusal is None:
                    tell_address_changed(change.question, old_address)
        except AddressChange.DoesNotExist:
            return self.moved()  # The first press has used it in this moment.
        if refusal:
            form.add_error("code", refusal)
            return self.form_invalid(form)
        self.question = change.question
        return self.remember(self.back())
