"""The door for a WSGI server such as gunicorn; always in production unless MODE says otherwise."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askexperts.settings")
os.environ.setdefault("MODE", "production")
os.environ.setdefault("IS_WEB", "1")

_CHARSET = re.compile(r";\s*charset\*?\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read every request as UTF-8, whatever its header says: our forms and links are nothing else.

    With a charset of the reader's choice one address would mean two things, and the page cache
    would keep the wrong one; an unknown charset would end in an error.
    """
    if "CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
    return _django(environ, start_response)
