"""The addresses that everybody may ask for."""

from clinics.models import Therapist
from qa.models import Answer, Topic

STATIC_PATHS = [
    "/",
    "/answers/",
    "/topics/",
    "/clinics/",
    "/search/",
    "/search/?q=canary",
    "/search/?q=knee",
    "/book/",
    "/privacy/",
    "/ask/",
    "/ask/help-now/",
    "/ask/answered/",
    "/ask/closed/",
    "/ask/received/",
    "/feed/",
    "/sitemap.xml",
    "/sitemap-answers.xml",
    "/robots.txt",
    "/favicon.ico",
    "/healthz",
    "/healthz/worker",
]


def public_paths() -> list[str]:
    """Every public address there is, also those that must answer 404 or 410."""
    answers = [answer.get_absolute_url() for answer in Answer.objects.exclude(slug=None)]
    people = Therapist.objects.all()
    return [
        *STATIC_PATHS,
        *answers,
        *(f"{path}helpful/" for path in answers),
        *(subject.get_absolute_url() for subject in [*Topic.objects.all(), *people]),
    ]
