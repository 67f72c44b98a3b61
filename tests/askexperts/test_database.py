"""The embedded server, watched from outside: each user of it is a process that may be killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

USER = """
import sys, time
from pathlib import Path
from askexperts.database import server
print(server.start(Path(sys.argv[1])), flush=True)
time.sleep(60)
"""


class User:
    """A process that uses the database of a data folder until it is killed."""

    def __init__(self, data_dir: Path) -> None:
        command = [sys.executable, "-c", USER, str(data_dir)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.socket_folder = self.process.stdout.readline().strip()

    def execute(self, statement: str) -> list[tuple]:
        with psycopg.connect(host=self.socket_folder, user="postgres", dbname="postgres") as db:
            cursor = db.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def data_dir(monkeypatch) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="askexperts-test-"))
    (folder / "throwaway").touch()
    monkeypatch.setenv("TMPDIR", str(folder))  # A killed keeper leaves the folder of its socket.
    yield folder
    wait_until(lambda: processes_of(folder) == [])
    shutil.rmtree((folder / "postgres" / "cluster").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def use() -> Iterator[Callable[[Path], User]]:
    users = []

    def start(data_dir: Path) -> User:
        users.append(User(data_dir))
        return users[-1]

    yield start
    for user in users:
        user.kill()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def processes_of(data_dir: Path) -> list[int]:
    """The keeper and the server of a data folder: both are told a path."""
    folder = data_dir / "postgres"
    cluster = (folder / "cluster").resolve()  # Elsewhere, where the server runs as "nobody".
    command_lines = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command_lines[int(process.name)] = (process / "cmdline").read_text()
        except OSError:
            continue
    return [
        pid
        for pid, line in command_lines.items()
        if {str(folder), str(cluster)} & set(line.split("\0"))
    ]


def keeper_of(data_dir: Path) -> int:
    return next(
        pid
        for pid in processes_of(data_dir)
        if "server.py" in Path(f"/proc/{pid}/cmdline").read_text()
    )


def keep_after_stop(data_dir: Path) -> None:
    """Let the folder outlive its server, as a real one does."""
    (data_dir / "throwaway").unlink()


def test_server_runs_two_sessions_of_one_folder(data_dir, use):
    first, second = use(data_dir), use(data_dir)

    first.execute("CREATE TABLE notes (word text)")
    second.execute("INSERT INTO notes VALUES ('hello')")

    assert first.execute("SELECT word FROM notes") == [("hello",)]


def test_server_stays_while_one_of_two_users_lives(data_dir, use):
    first, second = use(data_dir), use(data_dir)

    first.kill()
    time.sleep(0.5)

    assert second.execute("SELECT 1") == [(1,)]


def test_killing_the_last_user_leaves_no_process(data_dir, use):
    use(data_dir).kill()

    wait_until(lambda: processes_of(data_dir) == [], seconds=2)


def test_killing_the_keeper_leaves_no_process(data_dir, use):
    use(data_dir)

    os.kill(keeper_of(data_dir), signal.SIGKILL)

    wait_until(lambda: processes_of(data_dir) == [], seconds=2)


def test_server_starts_again_after_everything_was_killed(data_dir, use):
    keep_after_stop(data_dir)
    user = use(data_dir)
    user.execute("CREATE TABLE notes AS SELECT 'kept' AS word")
    for pid in processes_of(data_dir):
        os.kill(pid, signal.SIGKILL)
    user.kill()

    assert use(data_dir).execute("SELECT word FROM notes") == [("kept",)]


def test_stale_claim_with_a_living_number_does_not_block(data_dir, use):
    keep_after_stop(data_dir)
    use(data_dir).kill()
    wait_until(lambda: processes_of(data_dir) == [])
    claim = data_dir / "postgres" / "cluster" / "postmaster.pid"
    claim.write_text(f"{os.getpid()}\n{claim.parent}\n0\n5432\n/tmp\n\n0 0\nready   \n")

    assert use(data_dir).execute("SELECT 1") == [(1,)]


def test_unfinished_preparation_does_not_block(data_dir, use):
    (data_dir / "postgres" / "cluster.new").mkdir(parents=True)
    (data_dir / "postgres" / "cluster.new" / "PG_VERSION").write_text("1\n")

    assert use(data_dir).execute("SELECT 1") == [(1,)]


def test_two_folders_have_two_databases(data_dir, use):
    other_dir = data_dir / "other"
    other_dir.mkdir()
    (other_dir / "throwaway").touch()
    user, other = use(data_dir), use(other_dir)

    user.execute("CREATE TABLE notes (word text)")

    assert other.execute("SELECT to_regclass('notes')") == [(None,)]


def test_second_start_prepares_nothing(data_dir, use, capfd):
    keep_after_stop(data_dir)
    use(data_dir).kill()
    wait_until(lambda: processes_of(data_dir) == [])
    capfd.readouterr()

    use(data_dir)

    assert capfd.readouterr().err == ""


def test_throwaway_folder_is_deleted_with_its_server(data_dir, use):
    use(data_dir).kill()

    wait_until(lambda: not data_dir.exists())


def test_folder_that_cannot_be_prepared_is_explained(data_dir):
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "cluster").write_text("not a folder")
    command = [sys.executable, "-c", USER, str(data_dir)]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "The database did not start. Read " in result.stderr


def test_server_has_the_extensions_that_search_needs(data_dir, use):
    user = use(data_dir)

    user.execute("CREATE EXTENSION unaccent; CREATE EXTENSION fuzzystrmatch")

    assert user.execute("SELECT lower('ÄRZTIN')") == [("ärztin",)]


def test_command_that_needs_no_database_starts_none(data_dir):
    command = [sys.executable, "manage.py", "check"]
    environment = {**os.environ, "DATA_DIR": str(data_dir), "MODE": "local"}
    environment.pop("DATABASE_URL", None)

    subprocess.run(command, env=environment, capture_output=True, check=True)

    assert not (data_dir / "postgres").exists()


def test_next_user_may_come_while_the_server_stops(data_dir, use):
    (data_dir / "throwaway").unlink()
    for pause in (0.0, 0.02, 0.04, 0.06, 0.08, 0.1):
        user = use(data_dir)
        user.execute("CREATE TABLE IF NOT EXISTS much (n int)")
        user.execute("INSERT INTO much SELECT generate_series(1, 300000)")  # The stop takes longer.
        user.kill()
        time.sleep(pause)

    assert use(data_dir).execute("SELECT count(*) FROM much") == [(1_800_000,)]
