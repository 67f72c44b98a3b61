from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from qa.views.pictures import picture

from . import health

urlpatterns = [
    path("admin/", include("qa.login.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("healthz/worker", health.worker, name="healthz-worker"),
    # Browsers and feed readers ask here when a page names no icon (a proxy's own error page).
    path(
        "favicon.ico",
        RedirectView.as_view(url=lazy(static, str)("img/icon-180.png")),
        name="favicon",
    ),
    # nginx shows what lies in public, and asks here for the rest; see deploy/.
    path("media/<path:path>", picture, name="media"),
    path("", include("clinics.urls")),
    path("", include("qa.urls")),
]

handler404 = "qa.views.reading.not_found"
handler400 = "qa.views.asking.bad_request"
handler429 = "qa.login.views.too_many"
