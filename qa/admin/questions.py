"""The questions that wait, and what a therapist may do with one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clinics.models import Therapist
from qa.desk import require_therapist, therapist_of
from qa.models import Answer, AuditEntry, Question
from qa.notifications import tell_asker, tell_staff_of_new
from qa.search import similar

from .for_the_asker import ForTheAsker
from .question_forms import KIND_WORDS, DeclineForm, PrivateAnswerForm
from .queue import FILTERS, KEPT_IN_ADDRESS, StatusTabs

Status = Question.Status
POSSIBLE = {
    Status.RECEIVED: (
        *("start", "claim", "release", "reuse", "answer", "begin_private"),
        *("decline", "quarantine"),
    ),
    Status.DRAFTED: ("reuse", "answer", "begin_private", "decline"),
    Status.QUARANTINED: ("restore",),
}
FOR_THERAPISTS = {"start", "claim", "release", "reuse", "answer", "begin_private"}
SUGGESTED = 3


@admin.register(Question)
class QuestionAdmin(ForTheAsker):
    list_filter = FILTERS
    search_fields = ["text"]
    search_help_text = "Looks for words in the questions."
    steps = {
        "start": "qa.add_revision",
        "claim": "qa.add_revision",
        "release": "qa.add_revision",
        "begin_private": "qa.add_revision",
        "quarantine": "qa.change_question",
        "restore": "qa.change_question",
    }
    pages = {
        "answer": "qa.add_revision",
        "reuse": "qa.add_revision",
        "decline": "qa.change_question",
    }

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        questions = super().get_queryset(request)
        if request.user.has_perm("qa.view_asker"):
            return questions.select_related("topic", "clinic", "claimed_by")
        return questions.with_details()

    def get_ordering(self, request):
        ended = request.GET.get(StatusTabs.parameter_name) in {"ended", "spam"}
        return ["-ended_at"] if ended else ["-has_warning_signs", "received_at"]

    def changelist_view(self, request, extra_context=None):
        context = {"title": "Questions", "therapist": therapist_of(request.user)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        question = self.get_object(request, object_id)
        if question is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST" or not self.has_view_permission(request, question):
            raise PermissionDenied
        return self.page(request, question)

    def page(self, request: HttpRequest, question: Question) -> HttpResponse:
        """Show a question with everything that may be done with it now."""
        therapist = therapist_of(request.user)
        possible = self.possible(request, question, therapist)
        return self.render(
            request,
            "page",
            question,
            title=str(question),
            therapist=therapist,
            history=self.history(question),
            open_revision=question.answer and question.answer.open_revision,
            possible=possible,
            similar=self.similar(question) if "reuse" in possible else [],
            for_the_asker=self.possible_for_the_asker(request, question),
        )

    def similar(self, question: Question) -> list[Answer]:
        """Return published answers that may answer the question already."""
        return [answer for answer, _ in similar(question.text, SUGGESTED)]

    def possible(
        self, request: HttpRequest, question: Question, therapist: Therapist | None
    ) -> set[str]:
        """Name the steps that this person may take with the question now."""
        if question.is_claimed() and question.claimed_by != therapist:
            return set()
        steps = set(POSSIBLE.get(Status(question.status), ()))
        steps.discard("claim" if question.is_claimed() else "release")
        if not question.may_be_published:
            steps.discard("start")
        rights = self.steps | self.pages
        return {
            step
            for step in steps
            if request.user.has_perm(rights[step]) and (therapist or step not in FOR_THERAPISTS)
        }

    def history(self, question: Question) -> list[AuditEntry]:
        entries = AuditEntry.objects.about(question).changes().select_related("person")
        return list(entries.order_by("at", "id"))

    def start(self, request, question):
        def act() -> None:
            question.start_answer(require_therapist(request.user))

        if self.attempt(request, question, act, "The answer is begun; the question is yours."):
            return redirect("admin:qa_revision_change", question.answer.open_revision.pk)
        return self.back(question)

    def claim(self, request, question):
        def act() -> None:
            question.claim(require_therapist(request.user))

        self.attempt(
            request,
            question,
            act,
            "The question is kept for you.",
        )
        return self.back_to_list(request, question)

    def release(self, request, question):
        def act() -> None:
            question.claim(require_therapist(request.user))
            question.release()

        self.attempt(request, question, act, "The question is given back to everybody.")
        return self.back_to_list(request, question)

    def quarantine(self, request, question):
        def act() -> None:
            self.claim_first(request, question)
            question.quarantine(request.user)

        if self.attempt(request, question, act, "The question is put aside as spam."):
            return redirect("admin:qa_question_changelist")
        return self.back(question)

    def restore(self, request, question):
        """Let it wait like any other: with the receipt it never got, and news to the staff."""

        def act() -> None:
            question.restore()
            tell_asker(question)
            tell_staff_of_new(question)

        self.attempt(request, question, act, "The question waits again.")
        return self.back(question)

    def begin_private(self, request, question):
        """Claim the question for as long as its private answer is written."""

        def act() -> None:
            question.claim(require_therapist(request.user))

        if self.attempt(request, question, act, "The question is kept for you while you write."):
            return redirect("admin:qa_question_answer", question.pk)
        return self.back(question)

    def reuse(self, request, question):
        """Answer with a page that is public already."""
        named = request.POST.get("answer") or request.GET.get("answer") or ""
        published = Answer.objects.published().with_words()
        answer = (
            published.filter(pk=named).first() if named.isdecimal() and len(named) < 19 else None
        )

        def act() -> None:
            question.claim(require_therapist(request.user))
            self.refuse_unread(request, question)
            question.answer_with(answer, request.user)
            tell_asker(question)

        done = "The question is answered. The asker gets a link to the page."
        is_sent = request.method == "POST" and answer
        if is_sent and self.attempt(request, question, act, done):
            return redirect("admin:qa_question_changelist")
        return self.render(
            request, "reuse", question, title="Answer with a page that exists", answer=answer
        )

    def answer(self, request, question):
        """Answer on the asker's status page only."""
        form = PrivateAnswerForm(request.POST if request.method == "POST" else None)

        def act() -> None:
            question.claim(require_therapist(request.user))
            self.refuse_unread(request, question)
            question.answer_privately(form.cleaned_data["text"], request.user)
            tell_asker(question)

        done = "Your answer is sent. Only the asker can read it."
        took = f"private-{question.pk}"
        if form.is_valid() and self.attempt(request, question, act, done, took=took):
            return redirect("admin:qa_question_changelist")
        return self.render(request, "answer", question, title="Answer privately", form=form)

    def decline(self, request, question):
        """Choose a reason, then send the words that belong to it, changed where need be."""
        reason = request.GET.get("reason", "")
        if reason not in KIND_WORDS:
            return self.render(
                request,
                "decline_reasons",
                question,
                title="Why can we not answer it?",
                reasons=[(key.value, key.label, words) for key, words in KIND_WORDS.items()],
            )
        form = DeclineForm(
            request.POST if request.method == "POST" else None,
            initial={"message": KIND_WORDS[Question.DeclineReason(reason)]},
        )

        def act() -> None:
            self.claim_first(request, question)
            self.refuse_unread(request, question)
            question.decline(reason, form.cleaned_data["message"], request.user)
            tell_asker(question)

        done = "The question is declined. The asker gets your message."
        took = f"decline-{question.pk}-{reason}"
        if form.is_valid() and self.attempt(request, question, act, done, took=took):
            return redirect("admin:qa_question_changelist")
        return self.render(
            request,
            "decline",
            question,
            title="Decline kindly",
            form=form,
            reason=Question.DeclineReason(reason).label,
        )

    def refuse_unread(self, request: HttpRequest, question: Question) -> None:
        """Keep a claimed question from ending while the asker's last words are unread.

        Raises ValidationError with the code "unread".
        """
        seen = request.POST.get("seen_additions", "")
        question.additions.refuse_unread(int(seen) if seen.isdecimal() and len(seen) < 9 else 0)

    def claim_first(self, request: HttpRequest, question: Question) -> None:
        """Keep one person from ending what a therapist works on.

        Raises ValidationError with the code "claimed".
        """
        if therapist := therapist_of(request.user):
            question.claim(therapist)
        elif question.is_claimed():
            raise ValidationError(
                f"{question.claimed_by.display_name} is working on this question.", code="claimed"
            )

    def back(self, question: Question) -> HttpResponse:
        return redirect("admin:qa_question_change", question.pk)

    def back_to_list(self, request: HttpRequest, question: Question) -> HttpResponse:
        """Return to where the button was, with the filters that were set there."""
        came_from = request.POST.get("from", "")
        if came_from not in {"list", "today"}:
            return self.back(question)
        sent = QueryDict(request.POST.get("filters", ""))
        kept = {name: sent[name] for name in KEPT_IN_ADDRESS if name in sent}
        page = "admin:qa_question_changelist" if came_from == "list" else "admin:index"
        return redirect(f"{reverse(page)}?{urlencode(kept)}" if kept else page)
