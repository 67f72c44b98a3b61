"""The settings of the test suite: a data folder of its own for each run, and no slow passwords.

The folder and its server are shared by the processes of a parallel run, and vanish with them.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["MODE"] = "test"
if "TEST_DATA_DIR" not in os.environ:
    os.environ["TEST_DATA_DIR"] = tempfile.mkdtemp(prefix="askexperts-test-")
    Path(os.environ["TEST_DATA_DIR"], "throwaway").touch()
    if "DATABASE_URL" in os.environ:  # Otherwise the server deletes the folder when it stops.
        atexit.register(shutil.rmtree, os.environ["TEST_DATA_DIR"], ignore_errors=True)
os.environ["DATA_DIR"] = os.environ["TEST_DATA_DIR"]
# Playwright runs an event loop in the thread of the test, which Django takes for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from askexperts.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
