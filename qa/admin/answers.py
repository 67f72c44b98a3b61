"""The public side: an answer's address, topics, neighbors and revisions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Case, CharField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.shortcuts import redirect

from qa.desk import REVIEW_COMES_UP, DeskAdmin, require_therapist, therapist_of
from qa.models import Answer, Feedback, RelatedAnswer, Revision, Topic
from qa.models.neighbors import RELATED_SHOWN
from qa.models.page_addresses import MAX_SLUG_LENGTH

from .filters import Tabs

SUGGESTED = 200
ERASED = Case(  # Nobody knows its title any more.
    When(published_at__isnull=False, then=Value("Erased page")), output_field=CharField()
)


class AnswerTabs(Tabs):
    tabs = [
        ("published", "Published", lambda answers: answers.published()),
        ("due", "Review due", lambda answers: answers.due_for_review(within_days=REVIEW_COMES_UP)),
        ("work", "In work", lambda answers: answers.in_work()),
        ("withdrawn", "Taken down", lambda answers: answers.withdrawn()),
        ("all", "All", lambda answers: answers.all()),
    ]


class NeighborField(forms.CharField):
    """A published answer, named by its title or by the address of its page."""

    def clean(self, value):
        named = super().clean(value).strip()
        if not named:
            return None
        slug = named.rstrip("/").rpartition("/")[2]
        answers = Answer.objects.published()
        found = answers.filter(slug=slug) or answers.filter(live_revision__title__iexact=named)
        if not found:
            raise forms.ValidationError(
                "Choose a title from the list, or paste the address of a published answer.",
                code="no_such_answer",
            )
        return found[0]


class AnswerForm(forms.Form):
    """What may be changed of a page without a new revision."""

    use_required_attribute = False

    slug = forms.CharField(
        label="Address",
        max_length=MAX_SLUG_LENGTH,
        validators=[validate_slug],
        help_text="The last part of the page's address. The old one will lead here for ever.",
        error_messages={
            "required": "Write an address such as knee-pain-on-stairs.",
            "invalid": "Use small letters, numbers and hyphens only, such as knee-pain-on-stairs.",
            "max_length": "Shorten the address to %(limit_value)d characters.",
        },
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        self.answer = answer
        picks = [pick.related.live_revision for pick in picks_of(answer)]
        initial: dict[str, Any] = {"slug": answer.slug, "topics": answer.topics.all()}
        initial |= {f"pick_{n}": pick and pick.title for n, pick in enumerate(picks, 1)}
        super().__init__(*args, initial=initial, label_suffix="", **kwargs)
        if not answer.slug:
            del self.fields["slug"]
        for number in range(1, RELATED_SHOWN + 1):
            self.fields[f"pick_{number}"] = NeighborField(
                label=f"Related answer {number}",
                required=False,
                widget=forms.TextInput(attrs={"list": "neighbors", "autocomplete": "off"}),
            )

    @property
    def picks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("pick_")]

    def clean(self):
        cleaned = super().clean() or {}
        named = [cleaned.get(pick.name) for pick in self.picks if cleaned.get(pick.name)]
        if self.answer in named:
            self.add_error(None, "Choose another related answer; this is the page itself.")
        if len(set(named)) < len(named):
            self.add_error(None, "Choose each related answer once.")
        return {**cleaned, "picks": named}

    @transaction.atomic
    def save(self) -> None:
        """Move the page, set its topics and picks.

        Raises ValidationError: "slug_taken" when another answer has or had the address, "erased"
        when the page has none any more.
        """
        if "slug" in self.cleaned_data:
            self.answer.move_to(self.cleaned_data["slug"])
        self.answer.topics.set(self.cleaned_data["topics"])
        self.answer.pick_related(self.cleaned_data["picks"])


def picks_of(answer: Answer) -> list[RelatedAnswer]:
    picks = answer.neighbors.filter(is_pick=True).select_related("related__live_revision")
    return list(picks[:RELATED_SHOWN])


def comes_up_for_review(answer: Answer) -> bool:
    """Say whether one click may renew the review dates: soon due, and approved here before."""
    due = Answer.objects.due_for_review(within_days=REVIEW_COMES_UP).filter(pk=answer.pk)
    return due.exists() and not answer.live_revision.is_imported


@admin.register(Answer)
class AnswerAdmin(DeskAdmin):
    list_filter = [AnswerTabs, "topics"]
    search_fields = ["slug", "revisions__title"]
    search_help_text = "Looks for words in titles and addresses."
    ordering = ["-published_at", "-id"]
    steps = {"revise": "qa.add_revision", "confirm": "qa.add_revision"}
    pages = {"withdraw": "qa.withdraw_answer"}

    def get_queryset(self, request):
        newest = Revision.objects.filter(answer=OuterRef("pk")).order_by("-number")
        return (
            super()
            .get_queryset(request)
            .with_desk_details()
            .annotate(newest_title=Coalesce(Subquery(newest.values("title")[:1]), ERASED))
        )

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Answers", **(extra_context or {})})

    def add_view(self, request, form_url="", extra_context=None):
        """Begin an answer that no question led to."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.begin(request)
        return self.render(request, "add", None, title="A new answer without a question")

    def begin(self, request):
        try:
            with transaction.atomic():
                author = require_therapist(request.user)
                revision = Answer.objects.create().start_revision(author)
                self.log_addition(request, revision.answer, "Began without a question.")
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect("admin:qa_answer_changelist")
        return redirect("admin:qa_revision_change", revision.pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        answer = self.get_object(request, object_id)
        if answer is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_change = self.has_change_permission(request, answer)
        if not (may_change or self.has_view_permission(request, answer)):
            raise PermissionDenied
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        form = AnswerForm(request.POST if request.method == "POST" else None, answer=answer)
        if form.is_valid() and self.save(request, answer, form):
            return redirect("admin:qa_answer_change", answer.pk)
        return self.page(request, answer, form, may_change)

    def save(self, request, answer, form) -> bool:
        try:
            with transaction.atomic():
                form.save()
                self.log_change(request, answer, "Changed address, topics or related answers.")
        except ValidationError as error:
            form.add_error("slug", error)
            return False
        self.message_user(request, "The answer is saved.", messages.SUCCESS)
        return True

    def page(self, request, answer, form, may_change):
        writes = request.user.has_perm("qa.add_revision") and therapist_of(request.user)
        neighbors = Answer.objects.published().exclude(pk=answer.pk).with_words().newest_first()
        told = Feedback.objects.told_of(answer)
        revisions = answer.revisions.select_related("author", "reviewer")
        return self.render(
            request,
            "page",
            answer,
            title=answer.newest_title or "Untitled answer",
            form=form,
            may_change=may_change,
            neighbors=neighbors[:SUGGESTED],
            revisions=[(revision, told.get(revision.pk, {})) for revision in revisions],
            old_slugs=answer.old_slugs.all(),
            told={"Helpful": 0, **told.get(answer.live_revision_id, {})},
            may_revise=writes and not answer.open_revision,
            may_confirm=writes and comes_up_for_review(answer),
            may_withdraw=answer.is_published and request.user.has_perm("qa.withdraw_answer"),
        )

    def revise(self, request, answer):
        """Begin a new revision from the live words."""

        def act() -> None:
            answer.start_revision(require_therapist(request.user))

        if self.attempt(request, answer, act, "Change what you want; the page stays as it is."):
            return redirect("admin:qa_revision_change", answer.open_revision.pk)
        return redirect("admin:qa_answer_change", answer.pk)

    def confirm(self, request, answer):
        """Note that a therapist read the page and that its words still hold."""

        def act() -> None:
            answer.confirm_review(require_therapist(request.user))

        self.attempt(request, answer, act, "Reviewed, no change.")
        return redirect("admin:qa_answer_change", answer.pk)

    def withdraw(self, request, answer):
        if request.method == "POST":
            self.attempt(request, answer, answer.withdraw, "The page is taken down.")
            return redirect("admin:qa_answer_change", answer.pk)
        return self.render(request, "withdraw", answer, title="Take the page down?")
