"""Writing an answer, and seeing it as readers will."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from js_asset import Media

from qa.checks import reasons_in
from qa.desk import require_therapist, therapist_of
from qa.models import Disclaimer, Passage, Question, Revision
from qa.search import similar

from .checking import ask_links, checks_context
from .filters import Tabs
from .reviewing import IN_REVIEW, ReviewDesk, as_readers_will_see
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
EDITOR = "qa_revision_change"
READ_BY_SCRIPTS = {f"qa_revision_{name}" for name in ("autosave", "similar", "checks")}


class RevisionTabs(Tabs):
    tabs = [
        ("review", "To review", lambda revisions: revisions.to_review()),
        ("drafts", "Drafts", lambda revisions: revisions.drafts()),
        ("later", "For later", lambda revisions: revisions.scheduled()),
        ("approved", "Approved", lambda revisions: revisions.filter(approved_at__isnull=False)),
        ("all", "All", lambda revisions: revisions.all()),
    ]


@admin.register(Revision)
class RevisionAdmin(ReviewDesk):
    list_name = "Answers in work"
    list_filter = [RevisionTabs]
    search_fields = ["title", "edited_question"]
    steps = {
        "autosave": "qa.change_revision",
        "similar": "qa.change_revision",
        "send": "qa.change_revision",
        "take_back": "qa.change_revision",
        "approve": "qa.approve_revision",
        "unschedule": "qa.approve_revision",
        "restore": "qa.add_revision",
    }
    pages = {
        "checks": "qa.change_revision",
        "preview": "qa.view_revision",
        "review": "qa.approve_revision",
        "correct": "qa.add_revision",
    }

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).with_details()

    def get_ordering(self, request):
        if request.GET.get(RevisionTabs.parameter_name, "review") == "review":
            return ["sent_for_review_at", "id"]
        return ["-updated_at"]

    def changelist_view(self, request, extra_context=None):
        context = {
            "title": self.list_name,
            "heading": self.list_name,
            "therapist": therapist_of(request.user),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        revision = self.get_object(request, object_id)
        if revision is None and not object_id.isdecimal():
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        try:
            return self.change(request, revision) if revision else self.gone(request, object_id)
        except Revision.DoesNotExist:
            return self.gone(request, object_id)

    def gone(self, request, pk):
        """Say why a revision is not there any more; the scripts on the pages say it themselves."""
        if request.resolver_match.url_name in READ_BY_SCRIPTS:
            raise Http404
        is_typed = request.method == "POST" and request.resolver_match.url_name == EDITOR
        lost = " What you wrote is not kept." if is_typed else ""
        self.message_user(request, f"{GONE}{lost}", messages.ERROR)
        return taken(pk, reverse("admin:index"))

    def change(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        if request.method == "POST":
            return self.save_draft(request, revision)
        if self.may_write(request, revision):
            return self.editor(request, revision, self.form_for(request, revision))
        return self.read(request, revision)

    # Writing

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
        self.message_user(request, "The draft is saved.", messages.SUCCESS)
        return taken(revision.pk, reverse("admin:qa_revision_change", args=[revision.pk]))

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
            self.send_for_review(request, revision)
        except ValidationError as error:
            form.add_missing(error.message_dict)
            form.mark_as_seen(revision)
            return self.editor(request, revision, form)
        return taken(revision.pk, reverse("admin:index"))

    def send(self, request, revision):
        """Send a draft from its preview."""
        try:
            self.send_for_review(request, revision)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return self.back(revision)
        return redirect("admin:index")

    def send_for_review(self, request: HttpRequest, revision: Revision) -> None:
        with transaction.atomic():
            revision.refuse_other_writer(request.user)
            revision.send_for_review(therapist_of(request.user))
            self.log_change(request, revision, "Sent for review.")
        self.message_user(request, f"“{revision}” is sent for review.", messages.SUCCESS)

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

    # Reading

    def read(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        """Show words that may not be changed, and what may be done with them."""
        therapist = therapist_of(request.user)
        status = revision.status
        reviews = request.user.has_perm("qa.approve_revision")
        writes = self.has_change_permission(request) and therapist is not None
        return self.render(
            request,
            "read",
            revision,
            title=str(revision),
            questions=self.questions_of(request, revision),
            missing=revision.missing().values() if revision.is_imported else [],
            reviews=revision.reviews.select_related("reviewer"),
            may_take_back=status in IN_REVIEW and writes and revision.author == therapist,
            may_review=status == Revision.Status.IN_REVIEW and reviews,
            may_unschedule=status == Revision.Status.SCHEDULED and reviews,
            may_correct=writes and self.may_correct(request, revision),
            may_revise=writes and not revision.answer.open_revision,
            live=revision.answer.live_revision,
            changes=self.changes_to_live(revision),
            refusal=self.refusal(request, revision) if status == Revision.Status.DRAFT else "",
        )

    def preview(self, request, revision):
        """Show the page as readers will see it."""
        return self.render(
            request,
            "preview",
            revision,
            **as_readers_will_see(revision),
            may_send=self.may_write(request, revision) and not revision.missing(),
        )

    def restore(self, request, revision):
        """Begin a new draft in the words of an earlier revision."""
        answer = revision.answer

        def act() -> None:
            answer.start_revision(require_therapist(request.user), like=revision)

        if self.attempt(request, revision, act, "A new draft has these words."):
            return self.back(answer.open_revision)
        return self.back(revision)


def taken(pk: int | str, address: str) -> HttpResponse:
    """Go on and let the browser forget what it kept of the draft in case of a failure."""
    return redirect(f"{address}?taken={pk}")
