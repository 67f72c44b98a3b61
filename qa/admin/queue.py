"""Finding one's way in the questions: tabs, and a form whose outcome shows in place."""

from typing import Any

from clinics.models import Clinic
from qa.desk import therapist_of
from qa.models import Topic

from .filters import Choice, Tabs


class StatusTabs(Tabs):
    tabs = [
        ("waiting", "Waiting", lambda questions: questions.waiting()),
        ("answering", "Being answered", lambda questions: questions.being_answered()),
        ("ended", "Ended", lambda questions: questions.ended()),
        ("spam", "Spam", lambda questions: questions.quarantined()),
        ("all", "All", lambda questions: questions.all()),
    ]


class TopicChoice(Choice):
    title = "Topic"
    parameter_name = "topic"
    everything = "Any topic"

    def lookups(self, request, model_admin):
        return [("none", "No topic"), *Topic.objects.values_list("pk", "name")]

    def narrow(self, queryset, value, request):
        return queryset.filter(topic=None if value == "none" else value)


class ClinicChoice(Choice):
    title = "Clinic"
    parameter_name = "clinic"
    everything = "Any clinic"

    def lookups(self, request, model_admin):
        return [("none", "No clinic"), *Clinic.objects.values_list("pk", "name").order_by("name")]

    def narrow(self, queryset, value, request):
        return queryset.filter(clinic=None if value == "none" else value)


class ClaimChoice(Choice):
    title = "Claimed"
    parameter_name = "claimed"
    everything = "Claimed or not"

    def lookups(self, request, model_admin):
        return [("free", "By nobody"), ("mine", "By me"), ("others", "By others")]

    def narrow(self, queryset, value, request):
        if value == "free":
            return queryset.unclaimed()
        mine = queryset.claimed().filter(claimed_by=therapist_of(request.user))
        return mine if value == "mine" else queryset.claimed().exclude(pk__in=mine)


class ConsentChoice(Choice):
    title = "Consent"
    parameter_name = "agrees"
    everything = "With or without"

    def lookups(self, request, model_admin):
        return [("yes", "Agrees to publication"), ("no", "Only a private answer")]

    def narrow(self, queryset, value, request):
        agreed = {"consented_at__isnull": False, "consent_withdrawn_at__isnull": True}
        return queryset.filter(**agreed) if value == "yes" else queryset.exclude(**agreed)


FILTERS: list[Any] = [StatusTabs, TopicChoice, ClinicChoice, ClaimChoice, ConsentChoice]
KEPT_IN_ADDRESS = ("show", "q", "topic", "clinic", "claimed", "agrees", "p")
