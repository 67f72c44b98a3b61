"""Every page that search engines may list, and none else."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from clinics.models import Clinic, Therapist
from qa.models import Answer, Topic


class PageSitemap(Sitemap):
    def items(self):
        return ["home", "answer-list", "topic-list", "clinic-list", "question-create", "privacy"]

    def location(self, name):
        return reverse(name)


class AnswerSitemap(Sitemap):
    limit = 10_000

    def items(self):
        listed = Answer.objects.published().with_words().order_by("id")
        return listed.only("slug", "live_revision__approved_at")

    def lastmod(self, answer):
        return answer.live_revision.approved_at


class TopicSitemap(Sitemap):
    def items(self):
        return Topic.objects.with_answers()


class ClinicSitemap(Sitemap):
    def items(self):
        return Clinic.objects.open()


class TherapistSitemap(Sitemap):
    def items(self):
        return Therapist.objects.active()


SITEMAPS = {
    "pages": PageSitemap,
    "answers": AnswerSitemap,
    "topics": TopicSitemap,
    "clinics": ClinicSitemap,
    "therapists": TherapistSitemap,
}
