import os
import subprocess
import time
from pathlib import Path

from django.conf import settings

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR
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
