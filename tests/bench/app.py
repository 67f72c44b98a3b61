"""The product, the product without its page cache, and a bare view, in the same processes."""

import os
from typing import Any

os.environ.setdefault("IS_WEB", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings

from tests.bench.load import ANEW, BARE

PAGE_CACHE = "askexperts.page_cache.middleware.PageCache"


def without_copies() -> WSGIHandler:
    """Return the product as it answers somebody who is the first to read a page."""
    from askexperts.page_cache.middleware import PageCache

    class Forgetful(PageCache):
        def read(self, request, key, copy):
            return super().read(request, (key, "anew"), None)

    others = [name for name in settings.MIDDLEWARE if name != PAGE_CACHE]
    with override_settings(MIDDLEWARE=others):
        handler = WSGIHandler()
    handler._middleware_chain = Forgetful(handler._middleware_chain)
    return handler


product = get_wsgi_application()
anew = without_copies()
with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    path = environ["PATH_INFO"]
    if path == BARE:
        return bare(environ, start_response)
    if path.startswith(f"{ANEW}/"):
        environ["PATH_INFO"] = path.removeprefix(ANEW)
        return anew(environ, start_response)
    return product(environ, start_response)
