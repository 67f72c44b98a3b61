"""Writing: the editor of a draft, its saving by hand and by itself, and sending it for review."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from js_asset import Media

from qa.checks import reasons_in
from qa.desk import require_therapist, therapist_of
from qa.models import Disclaimer, Passage, Question, Revision
from qa.search import similar

from .checking import ask_links, checks_context
from .reviewing import ReviewDesk
from .revision_forms import RevisionForm, version

NOT_A_DRAFT = (
    "This was not saved: the revision has been sent for review or approved meanwhile. "
    "Your words are still here; copy what you need."
)
GONE = "This answer is gone: its asker took the question back, or it was answered in another way."
NOT_YOURS = "This was not saved, but your words are still here; copy what you need."
SAVED_MEANWHILE = (
    "This was not saved: somebody else, or you in another tab, saved other words meanwhile. "
    "Both texts are shown. Put together what you want to keep, then save again."
)
SUGGESTED = 4


class WritingDesk(ReviewDesk):
    """The pages and steps of whoever writes."""

    def may_write(self, request: HttpRequest, revision: Revision) -> bool:
        """Say whether this person may change the words now."""
        is_draft = revision.status == Revision.Status.DRAFT
        may_change = is_draft and self.has_change_permission(request)
        return may_change and not self.refusal(request, revision)

    def refusal(self, request: HttpRequest, revision: Revision) -> str:
        """Say why this person may not write this draft, if they may not."""
        try:
            revision.refuse_other_writer(request.user)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def form_for(self, request: HttpRequest, revision: Revision, *typed: Any) -> RevisionForm:
        may_choose = request.user.has_perm("qa.approve_revision")
        return RevisionForm(*typed, instance=revision, may_choose_author=may_choose)

    def editor(self, request: HttpRequest, revision: Revision, form: RevisionForm) -> HttpResponse:
        return self.render(
            request,
            "editor",
            revision,
            title=revision.title or "A new answer",
            form=form,
            media=Media.from_media(form.media).with_nonce(request.csp_nonce),
            questions=self.questions_of(request, revision),
            disclaimer=Disclaimer.objects.filter(is_current=True).first(),
            theirs=form.theirs() if form.has_error(NON_FIELD_ERRORS, "saved_meanwhile") else {},
            is_draft=revision.status == Revision.Status.DRAFT,
            gone=GONE,
            passages=Passage.objects.for_therapist(therapist_of(request.user)),
            **self.on_the_subject(request, revision, form["title"].value() or ""),
            **checks_context(revision, reasons_in(request.POST)),
        )

    def checks(self, request, revision):
        """Show what the checks find in the stored words, for the script on the page."""
        return self.render(request, "checks", revision, **checks_context(revision))

    def save_draft(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        form = self.save_typed(request, revision)
        revision = form.instance
        if form.errors:
            return self.editor(request, revision, form)
        self.log_change(request, revision, "Saved the draft.")
        if "_preview" in request.POST:
            return redirect("admin:qa_revision_preview", revision.pk)
        if "_send" in request.POST:
            return self.send_typed(request, revision, form)
        self.message_user(
            request, "The draft is saved.", messages.SUCCESS, extra_tags=kept_as(revision.pk)
        )
        return self.back(revision)

    @transaction.atomic
    def save_typed(self, request: HttpRequest, revision: Revision) -> RevisionForm:
        """Save what was typed, unless it would overwrite or change what may not be changed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        revision.hold()
        form = self.form_for(request, revision, request.POST, request.FILES)
        if form.stored.status != Revision.Status.DRAFT:
            form.add_error(None, ValidationError(NOT_A_DRAFT, code="not_draft"))
        elif refusal := self.refusal(request, form.stored):
            form.add_error(None, ValidationError(f"{NOT_YOURS} {refusal}", code="not_writer"))
        elif form.is_stale:
            form.add_error(None, ValidationError(SAVED_MEANWHILE, code="saved_meanwhile"))
            form.mark_as_seen(form.stored)
        if form.is_valid():
            saved = form.save()
            saved.explain(reasons_in(request.POST), request.user)
            ask_links(saved)
        return form

    def on_the_subject(
        self, request: HttpRequest, revision: Revision, typed: str
    ) -> dict[str, Any]:
        """Return the published answers near to what was typed and asked, without this one.

        An open question may be answered with one of them; it is named where it is the only one.
        """
        questions = self.questions_of(request, revision)
        asked = " ".join([typed, *(question.text for question in questions)]).strip()
        found = [answer for answer, _ in similar(asked, SUGGESTED + 1)] if asked else []
        others = [answer for answer in found if answer.pk != revision.answer_id][:SUGGESTED]
        is_only = len(questions) == 1 and questions[0].status == Question.Status.DRAFTED
        return {"similar": others, "only_question": questions[0] if is_only else None}

    def similar(self, request, revision):
        """Show what is published on the subject of the words typed so far; for the script."""
        typed = f"{request.POST.get('title', '')} {request.POST.get('edited_question', '')}"
        found = self.on_the_subject(request, revision, typed)
        return self.render(
            request,
            "similar",
            revision,
            answers=found["similar"],
            question=found["only_question"],
        )

    def autosave(self, request, revision):
        """Save while somebody types; the answer is for the script on the page."""
        form = self.save_typed(request, revision)
        if not form.errors:
            self.log_change(request, form.instance, "Saved while typing.")
            return JsonResponse({"seen": version(form.instance)})
        is_taken = any(
            form.has_error(NON_FIELD_ERRORS, code)
            for code in ("saved_meanwhile", "not_draft", "not_writer")
        )
        problems = [message for messages in form.errors.values() for message in messages]
        return JsonResponse({"problems": problems}, status=409 if is_taken else 422)

    def send_typed(
        self, request: HttpRequest, revision: Revision, form: RevisionForm
    ) -> HttpResponse:
        """Send a saved draft for review, or show beside its fields what it lacks."""
        try:
            self.send_for_review(request, revision, took=kept_as(revision.pk))
        except ValidationError as error:
            form.add_missing(error.message_dict)
            form.mark_as_seen(revision)
            return self.editor(request, revision, form)
        return redirect("admin:index")

    def send(self, request, revision):
        """Send a draft from its preview."""
        try:
            self.send_for_review(request, revision)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return self.back(revision)
        return redirect("admin:index")

    def send_for_review(self, request: HttpRequest, revision: Revision, *, took: str = "") -> None:
        with transaction.atomic():
            revision.refuse_other_writer(request.user)
            revision.send_for_review(therapist_of(request.user))
            self.log_change(request, revision, "Sent for review.")
        done = f"“{revision}” is sent for review."
        self.message_user(request, done, messages.SUCCESS, extra_tags=took)

    def take_back(self, request, revision):
        """Let the author go on writing."""

        def act() -> None:
            if revision.author != require_therapist(request.user):
                raise ValidationError(
                    "Ask its author to take it back, or return it with a reason.", code="not_author"
                )
            revision.return_to_author("")

        self.attempt(request, revision, act, "You have it back as a draft.")
        return self.back(revision)


def kept_as(pk: int | str) -> str:
    """Return the name under which the browser keeps a draft's words until a message has it."""
    return f"draft-{pk}"
