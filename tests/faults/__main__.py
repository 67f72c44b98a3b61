"""`make faults`: break the running site in every way it must survive, and check its books.

Words after the command choose scenarios by their names: `python -m tests.faults mail`.
"""

import os
import sys

import django

from .site import Site


def main(words: list[str]) -> int:
    site = Site()
    os.environ.update(site.environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askexperts.settings")
    django.setup()
    from .report import run_all

    try:
        site.start()
        return run_all(site, words)
    finally:
        site.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
