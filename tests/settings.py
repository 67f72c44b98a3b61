"""The settings of the test suite: a data folder of its own for each run, and no slow passwords.

The folder and its server are shared by the processes of a parallel run, and vanish with them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _make_data_dir() -> str:
    folder = Path(tempfile.mkdtemp(prefix="askexperts-test-"))
    (folder / "throwaway").touch()
    atexit.register(_remove_unused, folder)
    return str(folder)


def _remove_unused(folder: Path) -> None:
    """Delete the folder, unless a server ran in it, which does so when it stops."""
    if not (folder / "postgres").exists():
        shutil.rmtree(folder, ignore_errors=True)


os.environ["MODE"] = "test"
if "TEST_DATA_DIR" not in os.environ:
    os.environ["TEST_DATA_DIR"] = _make_data_dir()
os.environ["DATA_DIR"] = os.environ["TEST_DATA_DIR"]
# Playwright runs an event loop in the thread of the test, which Django takes for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from askexperts.settings import *  # noqa: E402, F403

# Search is the same wherever the tests run; those of qa.semantic turn the model on.
SEMANTIC_MODEL = "off"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test looks at what a view answers; those of the page cache switch it on.
PAGE_CACHE_MB = 0
# Tests fill in forms as fast as programs do.
QUICKEST_QUESTION = 0
