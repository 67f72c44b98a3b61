"""The answers in work: their list, and the page of each, to be written or to be read."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from qa.desk import require_therapist, therapist_of
from qa.models import Revision

from .filters import Tabs
from .reviewing import IN_REVIEW, as_readers_will_see
from .writing import GONE, WritingDesk, kept_as

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
class RevisionAdmin(WritingDesk):
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
        self.message_user(request, f"{GONE}{lost}", messages.ERROR, extra_tags=kept_as(pk))
        return redirect("admin:index")

    def change(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        if request.method == "POST":
            return self.save_draft(request, revision)
        if self.may_write(request, revision):
            return self.editor(request, revision, self.form_for(request, revision))
        return self.read(request, revision)

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
