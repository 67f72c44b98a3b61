"""The stylesheet of the public pages: its parts are written apart and served as one file.

A page then asks for one stylesheet, and nobody has to run a build step: whoever looks for static
files (the server of `make run`, the tests, `collectstatic`) finds the joined file up to date.
"""

import gzip
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = settings.BASE_DIR / "static" / "css"
# In the order of the served file: what changes another rule comes after it.
_NAMES = "buttons finding tiles rows steps answer feedback clinics notes below wide"
BEFORE, FORMS = ("tokens", "base", "layout", "print"), ("forms", "asker")
COMPONENTS = tuple(f"components/{name}" for name in _NAMES.split())
PARTS = (*BEFORE, *COMPONENTS, *FORMS)
JOINED = "css/site.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def joined() -> str:
    """Return the parts as one stylesheet, without comments and indentation."""
    components, forms = _layer("components", COMPONENTS), _layer("forms", FORMS)
    return "".join([*map(_plain, BEFORE), components, forms])


def _layer(name: str, parts: tuple[str, ...]) -> str:
    return "".join(map(_plain, parts)).replace(f"}}\n@layer {name} {{\n", "")


def _plain(part: str) -> str:
    css = (SOURCE / f"{part}.css").read_text(encoding="utf-8")
    return _INDENT.sub("\n", _COMMENT.sub("", css)).strip() + "\n"


class JoinedFinder(BaseFinder):
    """Finds the joined stylesheet among the static files."""

    storage = FileSystemStorage(settings.DATA_DIR / "joined")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        found = [str(self.write(JOINED, joined().encode()))] if path == JOINED else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns):
        for path, content in self.files():
            self.write(path, content)
            yield path, self.storage

    def files(self) -> Iterator[tuple[str, bytes]]:
        css = joined().encode()
        yield JOINED, css
        if not settings.IS_PRODUCTION:  # There `collectstatic` packs every file.
            yield f"{JOINED}.gz", gzip.compress(css, mtime=0)

    def write(self, path: str, content: bytes) -> Path:
        """Put the file in its place at once, since servers and threads may start together."""
        file = Path(self.storage.path(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}")
        fresh.write_bytes(content)
        return fresh.replace(file)
