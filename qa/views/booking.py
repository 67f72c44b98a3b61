"""From an answer to an appointment."""

from django.http import HttpResponseRedirect
from django.views.generic import ListView

from clinics.models import Clinic, Organization


class BookView(ListView):
    """The clinics with their booking pages, or straight to the one page for all of them."""

    template_name = "qa/book.html"
    context_object_name = "clinics"
    queryset = Clinic.objects.open().with_hours()

    def get(self, request, *args, **kwargs):
        if booking_url := Organization.objects.get().booking_url:
            return HttpResponseRedirect(booking_url)
        return super().get(request, *args, **kwargs)
