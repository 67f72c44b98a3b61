"""From an answer to an appointment.

Where somebody lives is typed into a form that is posted, so that it stands in no address and no
log, and nothing of it is kept. Going on to a booking page is a plain link, since browsers do not
let a form lead to another site; it is counted when a person followed it from one of our pages.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, View

from clinics.map import sketch
from clinics.models import Clinic, Organization
from clinics.nearest import nearest_first
from qa.abuse import is_pressed_too_often
from qa.forms import NearForm
from qa.models import Answer, BookingCount

from .feedback import is_from_this_site

COOKIE = "__Secure-clinic" if settings.IS_PRODUCTION else "clinic"
COOKIE_AGE = 365 * 24 * 60 * 60  # seconds


class Booking:
    """What the addresses of a booking share: the answer that led here, and nothing kept."""

    @cached_property
    def answer(self) -> Answer | None:
        slug = self.request.GET.get("answer", "").replace("\0", "")
        return Answer.objects.published().with_words().filter(slug=slug).first() if slug else None

    @property
    def query(self) -> str:
        return f"?{urlencode({'answer': self.answer.slug})}" if self.answer else ""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def leave_for(self, url: str, clinic: Clinic | None) -> HttpResponse:
        """Redirect to a booking page that staff entered, and count it."""
        if is_followed_by_a_person(self.request) and not is_pressed_too_often(self.request):
            BookingCount.objects.count_booking(self.answer, clinic)
        return HttpResponseRedirect(url)


def is_followed_by_a_person(request: HttpRequest) -> bool:
    """Say whether a browser followed a link of ours; programs and prefetches do not say so."""
    site, purpose = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Purpose")
    return request.method == "GET" and site == "same-origin" and not purpose


@method_decorator(csrf_exempt, name="dispatch")
class BookView(Booking, FormView):
    """The clinics, nearest first once a place is typed; or straight to the one booking page."""

    template_name = "qa/book.html"
    form_class = NearForm

    def get(self, request, *args, **kwargs):
        if booking_url := Organization.objects.get().booking_url:
            return self.leave_for(booking_url, None)
        return super().get(request, *args, **kwargs)

    @cached_property
    def clinics(self) -> list[Clinic]:
        return list(Clinic.objects.open().with_hours())

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "clinics": self.clinics}

    def form_valid(self, form):
        return self.render_to_response(self.get_context_data(form=form, place=form.place))

    def get_context_data(self, **kwargs):
        place = kwargs.get("place")
        kept = self.request.COOKIES.get(COOKIE, "")
        found = nearest_first(self.clinics, place and place.point, kept)
        return super().get_context_data(
            answer=self.answer, query=self.query, found=found, map=sketch(found, place), **kwargs
        )


class BookClinicView(Booking, View):
    """The way from our pages to the booking page of one clinic."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        clinic = get_object_or_404(Clinic.objects.open(), slug=slug)
        if not clinic.booking_url:
            return HttpResponseRedirect(clinic.get_absolute_url())
        return self.leave_for(clinic.booking_url, clinic)


@method_decorator(csrf_exempt, name="dispatch")
class KeepClinicView(Booking, View):
    """Remembers a clinic in the visitor's own browser, or forgets it; only where they ask."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not is_from_this_site(request):
            return HttpResponseForbidden("Press the button on our own page.", "text/plain")
        clinic = get_object_or_404(Clinic.objects.open(), slug=slug)
        response = HttpResponseRedirect(f"{reverse('book')}{self.query}")
        if "forget" in request.POST:
            response.delete_cookie(COOKIE, path=reverse("book"), samesite="Lax")
        else:
            response.set_cookie(
                COOKIE,
                clinic.slug,
                COOKIE_AGE,
                secure=settings.IS_PRODUCTION,
                httponly=True,
                path=reverse("book"),
                samesite="Lax",
            )
        return response
