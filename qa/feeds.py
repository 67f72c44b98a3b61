from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from clinics.models import Organization
from qa.models import Answer
from qa.typed import without_control_characters

LENGTH = 20


class AnswerFeed(Feed):
    """The newest answers, as published, without what XML cannot hold."""

    feed_type = Atom1Feed
    link = reverse_lazy("answer-list")
    subtitle = "Licensed physical therapists answer questions about pain and movement."

    def title(self):
        return without_control_characters(f"New answers from {Organization.objects.get()}")

    def items(self):
        return Answer.objects.published().with_words().newest_first()[:LENGTH]

    def item_title(self, answer):
        return without_control_characters(answer.live_revision.title)

    def item_description(self, answer):
        """Feed readers take a summary for HTML; these are plain words."""
        return escape(without_control_characters(answer.live_revision.excerpt))

    def item_pubdate(self, answer):
        return answer.published_at

    def item_updateddate(self, answer):
        return answer.live_revision.approved_at
