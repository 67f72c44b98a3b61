from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from clinics import standing
from qa.models import Answer
from qa.typed import without_control_characters

LENGTH = 20


class AnswerFeed(Feed):
    """The newest answers, as published, without what XML cannot hold."""

    feed_type = Atom1Feed
    link = reverse_lazy("answer-list")
    subtitle = "Licensed physical therapists answer questions about pain and movement."

    def get_object(self, request):
        return standing.organization.of(request)

    def title(self, organization):
        return without_control_characters(f"New answers from {organization}")

    def author_name(self, organization):
        """The author of what names none itself; Atom (RFC 4287, 4.1.1) asks for one."""
        return without_control_characters(organization.name)

    def items(self, organization):
        answers = Answer.objects.published().select_related("live_revision__author")
        return answers.newest_first()[:LENGTH]

    def item_title(self, answer):
        return without_control_characters(answer.live_revision.title)

    def item_description(self, answer):
        """Feed readers take a summary for HTML; these are plain words."""
        return escape(without_control_characters(answer.live_revision.excerpt))

    def item_author_name(self, answer):
        """Who answered; nobody where the answer came from an earlier site."""
        author = answer.live_revision.author
        return without_control_characters(author.name_with_credentials) if author else None

    def item_pubdate(self, answer):
        return answer.published_at

    def item_updateddate(self, answer):
        return answer.live_revision.approved_at
