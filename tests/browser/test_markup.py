"""Every public page as it is served, and as it stands after its scripts ran, without an error."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.long_answer import long_answer

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ROOT = Path(__file__).parents[2]
HTML_VALIDATE = ROOT / "node_modules" / ".bin" / "html-validate"
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
HOW_TO_GET_THEM = "Run `make checkers`, which needs npm and a Java runtime."


def has_checkers() -> bool:
    return HTML_VALIDATE.exists() and VNU.exists() and shutil.which("java") is not None


@pytest.fixture
def folder(page: Page, tmp_path: Path, complaints: list[str]) -> Path:
    """A folder with two files a page: as served, and as the browser has it in the end."""
    for number, path in enumerate(paths()):
        response = page.goto(path, wait_until="load")
        (tmp_path / f"{number}-served.html").write_bytes(response.body())
        (tmp_path / f"{number}-after.html").write_text(page.content())
    complaints.clear()  # Chromium reports the 404 and the 410.
    return tmp_path


def paths() -> list[str]:
    answer = long_answer()
    author = answer.live_revision.author
    author.clinic.hours.create(weekday=0, opens="08:00", closes="17:00")
    factories.clinic(latitude=45, longitude=-122)
    factories.clinic(latitude=46, longitude=-122)
    factories.published_answer(title="Gone?").withdraw()
    here = answer.get_absolute_url()
    return [
        *("/", "/answers/", here, f"{here}helpful/", f"{here}thanks/", "/topics/"),
        *(answer.topics.all()[0].get_absolute_url(), author.get_absolute_url()),
        *("/clinics/", author.clinic.get_absolute_url(), f"/book/?answer={answer.slug}"),
        *("/search/", "/search/?q=knee", "/search/?q=zzzz", "/privacy/"),
        *(
            "/ask/",
            "/ask/received/",
            "/ask/closed/",
            "/ask/help-now/",
            "/nowhere/",
            "/answers/gone/",
        ),
    ]


def test_markup_has_no_error(folder: Path):
    if not has_checkers():
        if os.environ.get("REQUIRE_CHECKERS") == "1":
            pytest.fail(HOW_TO_GET_THEM)
        pytest.skip(HOW_TO_GET_THEM)
    files = sorted(folder.glob("*.html"))
    assert len(files) == 42

    found = [
        run([str(HTML_VALIDATE), "--config", str(ROOT / ".htmlvalidate.json")], files),
        run(["java", "-jar", str(VNU), "--errors-only"], files),
    ]

    assert found == ["", ""]


def run(command: list[str], files: list[Path]) -> str:
    """Return what a checker says; nothing where it has nothing to say."""
    done = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=False
    )
    return (done.stdout + done.stderr).strip()
