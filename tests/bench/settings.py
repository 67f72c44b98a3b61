"""The product's settings, with one more view to compare it with."""

from askexperts.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
