"""What the environment decides, seen by a command that starts with it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.crypto import get_random_string

PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": get_random_string(60),
    "DATABASE_URL": "postgres://nobody@localhost:1/none",
    "SALT_KEY": get_random_string(60),
    "ALLOWED_HOSTS": "ask.clinic.test",
    "SITE_URL": "https://ask.clinic.test",
    "DEFAULT_FROM_EMAIL": "Ask <ask@clinic.test>",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with this environment only."""
    command = [sys.executable, "manage.py", *arguments]
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("SECRET_KEY", "Set SECRET_KEY in the environment: 50 random characters or more."),
        ("SALT_KEY", "Set SALT_KEY in the environment: random characters"),
        ("SALT_KEY", "A site that ran without one writes the first 32 characters of SECRET_KEY"),
        ("SITE_URL", "Set SITE_URL to the address of the site, with https://."),
        ("DEFAULT_FROM_EMAIL", "Set DEFAULT_FROM_EMAIL to the name and address that letters are"),
        ("DATABASE_URL", "Set DATABASE_URL in the environment: postgres://"),
    ],
)
def test_production_without_a_needed_variable_says_which(missing, sentence):
    result = run("check", **{**PRODUCTION, missing: ""})

    assert (result.returncode, sentence in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "sqlite:///site.db", "Set DATABASE_URL to a PostgreSQL database"),
        ("EMAIL_URL", "smtp://mail.clinic.test", "Start EMAIL_URL with smtp+tls://"),
        (
            "SITE_URL",
            "https://ask.example.org",
            "Write your own names for example.org in SITE_URL.",
        ),
        ("SALT_KEY", "none", "Begin SALT_KEY with a key of 32 random characters or more."),
        ("MODE", "prod", 'Set MODE to "local", "test" or "production"'),
    ],
)
def test_production_refuses_a_wrong_value(name, value, sentence):
    result = run("check", **{**PRODUCTION, name: value})

    assert (result.returncode, sentence in result.stderr) == (1, True)


def test_production_passes_the_deployment_checks():
    result = run("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert result.stderr == ""


def test_production_never_shows_debug_pages():
    shown = run("diffsettings", **PRODUCTION, DEBUG="1")

    assert [line for line in shown.stdout.splitlines() if line.startswith("DEBUG =")] == []


def test_options_behind_the_database_url_are_added_to_our_own():
    url = f"{PRODUCTION['DATABASE_URL']}?options=-c%20work_mem%3D8MB&application_name=ask"

    shown = run("diffsettings", **{**PRODUCTION, "DATABASE_URL": url}).stdout

    assert "'options': '-c jit=off -c lock_timeout=10s -c work_mem=8MB'" in shown
    assert "'application_name': 'ask'" in shown


def test_every_variable_is_listed_with_one_line():
    settings = Path("askexperts/settings.py").read_text()
    read = set(re.findall(r"""env\.\w+\(["']([A-Z_]+)["']""", settings))
    listed = set(re.findall(r"^(?:# )?([A-Z_]+)=", Path(".env.example").read_text(), re.MULTILINE))

    assert read - listed == {"IS_WEB"}  # Set by askexperts.wsgi alone.
