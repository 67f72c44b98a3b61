"""Every page that search engines may list, and none else."""

import datetime as dt

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clinics.models import Clinic, Therapist
from qa.models import Answer, Topic


class PageSitemap(Sitemap):
    def items(self):
        return ["home", "answer-list", "topic-list", "clinic-list", "question-create", "privacy"]

    def location(self, name):
        return reverse(name)


class AnswerSitemap(Sitemap):
    limit = 5_000  # of 50,000 that a part may hold, so that none takes long to make

    def items(self):
        listed = Answer.objects.published().order_by("id")
        return listed.values_list("slug", "live_revision__approved_at")

    def location(self, item):
        return reverse("answer-detail", args=[item[0]])

    def lastmod(self, item):
        return item[1]

    def get_latest_lastmod(self) -> dt.datetime | None:
        """Ask the database; Django would read every answer."""
        latest = Max("live_revision__approved_at")
        return Answer.objects.published().aggregate(latest=latest)["latest"]


class TopicSitemap(Sitemap):
    def items(self):
        return Topic.objects.with_answers()


class ClinicSitemap(Sitemap):
    def items(self):
        return Clinic.objects.open()


class TherapistSitemap(Sitemap):
    def items(self):
        return Therapist.objects.active()


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": PageSitemap,
    "answers": AnswerSitemap,
    "topics": TopicSitemap,
    "clinics": ClinicSitemap,
    "therapists": TherapistSitemap,
}


def whole_or_index(request: HttpRequest) -> HttpResponse:
    """List every page, or, where there are too many answers, the parts of the list."""
    if AnswerSitemap().paginator.num_pages == 1:
        return views.sitemap(request, SITEMAPS)
    return views.index(request, SITEMAPS, sitemap_url_name="sitemap-part")


def part(request: HttpRequest, section: str) -> HttpResponse:
    """List the pages of one kind, with ?p=2 the second part of them."""
    return views.sitemap(request, SITEMAPS, section)
