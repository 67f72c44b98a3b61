"""The pages that everybody may read: what is published, and nothing else."""

import contextlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.defaults import page_not_found
from django.views.generic import DetailView, ListView, TemplateView

from clinics import standing
from clinics.models import Organization, Therapist
from clinics.structured_data import Node, as_script, home_graph, list_graph, therapist_graph
from qa.models import Answer, Disclaimer, GoneAddress, OldPath, OldSlug, Revision, Topic
from qa.models.live_answers import live_answer
from qa.standing import topics as all_topics
from qa.structured_data import answer_graph, day_of, parent_of

PAGE_SIZE = 20
NEWEST_ON_HOME = 6
THERAPISTS_ON_HOME = 6


class HomeView(TemplateView):
    template_name = "qa/home.html"

    def get_context_data(self, **kwargs):
        organization = standing.organization.of(self.request)
        return super().get_context_data(
            organization=organization,
            structured_data=as_script(home_graph(self.request, organization)),
            topics=Topic.objects.with_answers(),
            answers=Answer.objects.published().for_rows().newest_first()[:NEWEST_ON_HOME],
            therapists=Therapist.objects.active().select_related("clinic")[:THERAPISTS_ON_HOME],
            **kwargs,
        )


class ListPage(ListView):
    """A list with its place in the site, told to machines as well; `trail` ends with the list."""

    @property
    def trail(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def graph(self, organization: Organization) -> Node:
        return list_graph(self.request, organization, ("Home", reverse("home")), *self.trail)

    def get_context_data(self, **kwargs):
        organization = standing.organization.of(self.request)
        return super().get_context_data(
            organization=organization,
            structured_data=as_script(self.graph(organization)),
            **kwargs,
        )


class AnswerListView(ListPage):
    template_name = "qa/answer_list.html"
    context_object_name = "answers"
    paginate_by = PAGE_SIZE
    queryset = Answer.objects.published().for_rows().newest_first()

    @property
    def trail(self):
        return [("Answers", reverse("answer-list"))]


class TopicListView(ListPage):
    template_name = "qa/topic_list.html"
    context_object_name = "topics"
    queryset = Topic.objects.with_answers()

    @property
    def trail(self):
        return [("Topics", reverse("topic-list"))]


class TopicView(AnswerListView):
    template_name = "qa/topic_detail.html"

    @cached_property
    def topic(self) -> Topic:
        return get_object_or_404(Topic, slug=self.kwargs["slug"])

    def get_queryset(self):
        return super().get_queryset().filter(topics=self.topic)

    def render_to_response(self, context, **kwargs):
        """Keep a topic out of search engines while it has no answers, as it is out of our lists."""
        response = super().render_to_response(context, **kwargs)
        if not context["answers"]:
            response["X-Robots-Tag"] = "noindex"
        return response

    @property
    def trail(self):
        topic = self.topic
        return [("Topics", reverse("topic-list")), (topic.name, topic.get_absolute_url())]


class TherapistView(AnswerListView):
    template_name = "clinics/therapist_detail.html"

    @cached_property
    def therapist(self) -> Therapist:
        therapists = Therapist.objects.active().select_related("clinic")
        return get_object_or_404(therapists, slug=self.kwargs["slug"])

    def get_queryset(self):
        return super().get_queryset().by_therapist(self.therapist)

    def graph(self, organization):
        return therapist_graph(self.request, organization, self.therapist)


class AnswerView(DetailView):
    template_name = "qa/answer_detail.html"
    context_object_name = "answer"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            with contextlib.suppress(Http404):
                return moved_or_gone(request, kwargs["slug"])
        # It may have gone public between the two looks.
        return super().get(request, *args, **kwargs)

    def get_object(self, queryset=None):
        try:
            answer, self.topic_ids = live_answer(self.kwargs["slug"])
        except Answer.DoesNotExist:
            raise Http404 from None
        return answer

    def get_context_data(self, **kwargs):
        answer, revision = self.object, self.object.live_revision
        organization = standing.organization.of(self.request)
        revision.credit(standing.therapists.of(self.request))
        topics = [t for pk, t in all_topics.of(self.request).items() if pk in self.topic_ids]
        graph = answer_graph(self.request, organization, answer, revision, topics)
        return super().get_context_data(
            **page_context(answer, revision, topics),
            organization=organization,
            structured_data=as_script(graph),
            **kwargs,
        )


def page_context(answer: Answer, revision: Revision, topics: list[Topic]) -> dict[str, Any]:
    """Return what an answer page shows of a revision, live or (in a preview) not yet."""
    parent_name, parent_url = parent_of(topics)
    return {
        "revision": revision,
        "topics": topics,
        "parent_name": parent_name,
        "parent_url": parent_url,
        "warning_topics": [topic for topic in topics if topic.warning_sign_list],
        "related": answer.related_answers(),
        "body": revision.body_shown,
        "subheadings": revision.subheadings,
        "published_on": day_of(answer.published_at),
        "updated_on": day_of(revision.approved_at),
        "disclaimer": revision.disclaimer or Disclaimer.objects.current(),
    }


def moved_or_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer for an address that shows no page: 301 when it moved, 410 when it was taken down.

    Raises Http404 for any other.
    """
    old = OldSlug.objects.select_related("answer").filter(slug=slug).first()
    if old and old.answer.is_published:
        return HttpResponsePermanentRedirect(old.answer.get_absolute_url())
    is_gone = old or Answer.objects.withdrawn().filter(slug=slug).exists()
    if is_gone or GoneAddress.objects.holds(slug):
        return gone(request)
    raise Http404


def gone(request: HttpRequest) -> HttpResponse:
    """Say that what was at this address was taken down."""
    return render(request, "410.html", status=410)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead on from an address of the site that answers were moved here from; else say 404.

    Where the page it led to was taken down, say that it is gone.
    """
    old = (
        OldPath.objects.select_related("answer")
        .filter(path=request.path.replace("\0", "")[:300])
        .first()
    )
    if old and old.answer.is_published:
        return HttpResponsePermanentRedirect(old.answer.get_absolute_url())
    if old and old.answer.withdrawn_at:
        return gone(request)
    return page_not_found(request, exception)
