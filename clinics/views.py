from django.views.generic import DetailView, ListView

from .models import Clinic
from .structured_data import as_script, clinic_graph


class ClinicListView(ListView):
    queryset = Clinic.objects.open().with_hours()
    context_object_name = "clinics"


class ClinicView(DetailView):
    queryset = Clinic.objects.open().with_hours()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            week=self.object.week,
            therapists=self.object.therapists.active(),
            structured_data=as_script(clinic_graph(self.request, self.object)),
            **kwargs,
        )
