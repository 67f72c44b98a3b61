"""The review: what a reviewer sees, says and decides about a revision."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from clinics.models import Organization, Therapist
from qa.audit import shows
from qa.desk import DeskAdmin, require_therapist, therapist_of
from qa.differences import Change, changes
from qa.models import Answer, Question, Review, Revision
from qa.notifications import tell_askers_of, tell_returned
from qa.views.reading import page_context

from .checking import checks_context
from .review_forms import ChecklistForm, LaterForm, ReturnForm, SlipForm
from .revision_forms import version

Status = Revision.Status
IN_REVIEW = (Status.IN_REVIEW, Status.SCHEDULED)
Said = dict[str, forms.Form]  # the forms of a decision as they were filled in, by name


class ReviewDesk(DeskAdmin):
    """The pages and steps of a reviewer."""

    def changes_to_live(self, revision: Revision) -> list[Change]:
        live = revision.answer.live_revision
        return changes(live, revision) if live and live != revision else []

    def questions_of(self, request: HttpRequest, revision: Revision) -> list[Question]:
        """The private questions that led to the answer, for those who may read them."""
        if not request.user.has_perm("qa.view_question"):
            return []
        questions = list(revision.answer.questions.sources().with_details())
        shows(request, questions)
        return questions

    def back(self, revision: Revision) -> HttpResponse:
        return redirect("admin:qa_revision_change", revision.pk)

    def review(self, request, revision):
        """Show the page as readers will see it, with all a reviewer needs to decide."""
        if revision.status != Status.IN_REVIEW:
            return self.back(revision)
        if request.method == "POST":
            return self.return_it(request, revision)
        return self.decide(request, revision)

    def decide(
        self,
        request: HttpRequest,
        revision: Revision,
        said: Said | None = None,
        *,
        is_refused: bool = False,
    ) -> HttpResponse:
        """Show the decision, with the forms as they were filled in.

        After a refused approval its buttons stay: what stood in the way may be mended elsewhere.
        """
        return self.render(
            request,
            "review",
            revision,
            is_refused=is_refused,
            **as_readers_will_see(revision, therapist_of(request.user)),
            decision="#decision",
            seen=version(revision),
            taken_down=taken_down(revision),
            questions=self.questions_of(request, revision),
            obstacles=obstacles(request, revision),
            **checks_context(revision),
            live=revision.answer.live_revision,
            changes=self.changes_to_live(revision),
            **{
                "form": ReturnForm(),
                "later": LaterForm(),
                "checklist": ChecklistForm(revision=revision),
                **(said or {}),
            },
        )

    def return_it(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        """Give the revision back to its author with a reason and with what was said so far."""
        form = ReturnForm(request.POST)
        checklist = ChecklistForm(request.POST, revision=revision, is_approval=False)

        def act() -> None:
            revision.return_to_author(form.cleaned_data["reason"])
            revision.reviews.create(
                reviewer=therapist_of(request.user),
                decision=Review.Decision.RETURNED,
                reason=form.cleaned_data["reason"],
                **checklist.cleaned_data,
            )
            tell_returned(revision)

        done = "The revision went back to its author with your reason."
        is_filled_in = form.is_valid() and checklist.is_valid()
        if is_filled_in and self.attempt(
            request, revision, act, done, took=f"review-{revision.pk}"
        ):
            return redirect("admin:index")
        return self.decide(request, revision, {"form": form, "checklist": checklist})

    def approve(self, request, revision):
        """Publish now, or at the time that was chosen."""
        checklist = ChecklistForm(request.POST, revision=revision)
        later = LaterForm(request.POST) if "_later" in request.POST else None
        is_filled_in = checklist.is_valid() and (later is None or later.is_valid())
        said: Said = {"checklist": checklist, **({"later": later} if later else {})}
        if revision.status == Status.IN_REVIEW and not is_filled_in:
            return self.decide(request, revision, said)
        publish_at = later.cleaned_data.get("publish_at") if later else None

        def act() -> None:
            reviewer = require_therapist(request.user)
            refuse_unseen(revision, request.POST.get("seen", ""))
            refuse_taken_down(revision, request.POST.get("taken_down", ""))
            if publish_at:
                revision.schedule(reviewer, publish_at)
            else:
                revision.approve(reviewer)
                tell_askers_of(revision.answer)
            revision.reviews.create(
                reviewer=reviewer,
                decision=Review.Decision.APPROVED,
                publish_at=publish_at,
                **checklist.cleaned_data,
            )

        done, took = said_of(publish_at), f"review-{revision.pk}"
        if not self.attempt(request, revision, act, done, took=took):
            return self.decide_again(request, revision, said)
        if publish_at:
            return self.back(revision)
        return redirect("admin:qa_answer_change", revision.answer_id)

    def decide_again(self, request: HttpRequest, revision: Revision, said: Said) -> HttpResponse:
        """Show the decision with what was said, unless it was said of other words."""
        now = Revision.objects.get(pk=revision.pk)
        is_same = version(now) == request.POST.get("seen", "")
        if now.status == Status.IN_REVIEW and is_same:
            return self.decide(request, now, said, is_refused=True)
        return redirect("admin:qa_revision_review", now.pk)

    def unschedule(self, request, revision):
        """Stop what was approved for later; it waits for a reviewer again."""
        self.attempt(request, revision, revision.cancel_schedule, "It waits for a review again.")
        return self.back(revision)

    def correct(self, request, revision):
        """Correct a slip in the edited question: in review at once, of a live page by a review."""
        reviews = request.user.has_perm("qa.approve_revision")
        if revision.status == Status.IN_REVIEW and not reviews:
            raise PermissionDenied
        if not self.may_correct(request, revision):
            return self.back(revision)
        form = SlipForm(
            request.POST if request.method == "POST" else None,
            initial={"edited_question": revision.edited_question},
            label_suffix="",
        )

        def act() -> None:
            text = form.cleaned_data["edited_question"]
            if revision.status == Status.IN_REVIEW:
                revision.correct_question(text)
            else:
                revision.answer.start_correction(text)

        done, took = "The slip is corrected.", f"slip-{revision.pk}"
        if form.is_valid() and self.attempt(request, revision, act, done, took=took):
            if revision.status == Status.IN_REVIEW:
                return redirect("admin:qa_revision_review", revision.pk)
            return self.back(revision.answer.open_revision)
        return self.render(
            request,
            "correct",
            revision,
            title="Correct a slip",
            form=form,
            questions=self.questions_of(request, revision),
            is_live=revision.status == Status.APPROVED,
        )

    def may_correct(self, request: HttpRequest, revision: Revision) -> bool:
        """Say whether this person may correct a slip in the edited question now."""
        if revision.status == Status.IN_REVIEW:
            return request.user.has_perm("qa.approve_revision")
        is_live = revision.pk == revision.answer.live_revision_id and not revision.is_imported
        return is_live and revision.answer.open_revision is None


def said_of(publish_at) -> str:
    if publish_at is None:
        return "The answer is published."
    when = date_format(timezone.localtime(publish_at), "l, F j, Y, g:i A")
    return f"The answer is approved and goes public on {when}."


def refuse_unseen(revision: Revision, seen: str) -> None:
    """Raise ValidationError: "decided" by somebody else meanwhile, or "unseen" words."""
    revision.hold()
    if revision.status != Status.IN_REVIEW:
        raise ValidationError(
            f"Somebody else was quicker: it is “{revision.get_status_display()}” now. Nothing of "
            "what you said was stored.",
            code="decided",
        )
    if version(revision) != seen:
        raise ValidationError(
            "The words changed since you opened this page. Read them once more, then decide.",
            code="unseen",
        )


def taken_down(revision: Revision) -> str:
    """Return what tells a page that is down, and since when, from one that never was."""
    at = revision.answer.withdrawn_at
    return at.isoformat() if at else ""


def refuse_taken_down(revision: Revision, seen: str) -> None:
    """Raise ValidationError ("taken_down") where the page went down since the review was opened."""
    if taken_down(revision) != seen:
        raise ValidationError(
            "The page was taken down since you opened this review. Find out why, then decide.",
            code="taken_down",
        )


def as_readers_will_see(revision: Revision, reviewer: Therapist | None = None) -> dict[str, Any]:
    """Return the context of the public page as it would be if the revision were approved now."""
    answer = revision.answer
    if revision.is_open:
        today = timezone.localdate()
        months = Organization.objects.get().review_months
        answer.slug = answer.slug or Answer.objects.free_slug(revision.title)
        answer.last_reviewed_on = today
        answer.next_review_on = today + relativedelta(months=months)
        revision.reviewer = revision.reviewer or reviewer
    topics = list(answer.topics.all())
    return {"answer": answer, "is_preview": True, **page_context(answer, revision, topics)}


def obstacles(request: HttpRequest, revision: Revision) -> list[str]:
    """Say what keeps this person from approving."""
    try:
        return revision.obstacles(require_therapist(request.user))
    except ValidationError as error:
        return error.messages
