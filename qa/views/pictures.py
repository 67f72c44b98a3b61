"""Pictures, where no server in front of the product shows them itself."""

import contextlib
import re

from django.conf import settings
from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from clinics.media import AWAY
from clinics.pictures import stored_name
from qa.models import Revision

from .reading import gone

STORED = re.compile(r"[a-z]+/[\w-]{1,100}\.(webp|jpg)", re.ASCII)


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Show a file; one of a page that is taken down to staff only, to others that it is gone."""
    if not STORED.fullmatch(path):
        raise Http404
    for _ in range(2):  # It may move to its other place while it is looked for.
        with contextlib.suppress(Http404, FileNotFoundError):
            return _from_its_place(request, path)
    raise Http404


def _from_its_place(request: HttpRequest, path: str) -> HttpResponseBase:
    if not default_storage.exists(f"{AWAY}/{path}"):
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
    pages = Revision.objects.filter(image=stored_name(path)).of_other_pages()
    if not pages.exists() and not admin.site.has_permission(request):
        return gone(request)
    response = serve(request, path, document_root=default_storage.path(AWAY))
    response["Cache-Control"] = "private, no-store"
    return response
