from django.urls import reverse
from django.views.generic import DetailView, ListView

from . import standing
from .models import Clinic
from .structured_data import as_script, clinic_graph, list_graph


class ClinicListView(ListView):
    queryset = Clinic.objects.open().with_hours()
    context_object_name = "clinics"

    def get_context_data(self, **kwargs):
        organization = standing.organization.of(self.request)
        trail = [("Home", reverse("home")), ("Clinics", reverse("clinic-list"))]
        return super().get_context_data(
            organization=organization,
            structured_data=as_script(list_graph(self.request, organization, *trail)),
            **kwargs,
        )


class ClinicView(DetailView):
    queryset = Clinic.objects.open().with_hours()

    def get_context_data(self, **kwargs):
        organization = standing.organization.of(self.request)
        graph = clinic_graph(self.request, organization, self.object)
        return super().get_context_data(
            organization=organization,
            week=self.object.week,
            therapists=self.object.therapists.active(),
            structured_data=as_script(graph),
            **kwargs,
        )
