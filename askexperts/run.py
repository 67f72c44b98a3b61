"""`make run`: database, migrations, demo content, web server and worker, until Ctrl-C.

One process watches over the others. One that falls is started again, as systemd does in production;
when it falls as soon as it is started, all end, and a person reads why.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from askexperts.database import server

BASE_DIR = Path(__file__).resolve().parent.parent
SOON = 10  # seconds
PROGRAMS = {
    "web server": ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level=warning"],
    "worker": ["manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout=10"],
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askexperts.settings")
    for wish in (signal.SIGINT, signal.SIGTERM):  # A shell in the background ignores the first.
        signal.signal(wish, signal.default_int_handler)
    address = free_address()
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        prepare_database()
        running |= {name: start(name, address) for name in PROGRAMS}
        announce(address, running)
        watch(running, address)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    except (server.DatabaseNotStarted, OperationalError) as error:
        sys.exit(str(error))
    finally:
        stop(running)


def free_address() -> tuple[str, int]:
    try:
        port = settings.PORT
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    address = ("127.0.0.1", int(port))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            sys.exit(f"Port {port} is in use. Choose another one: PORT=8001 make run")
    return address


def prepare_database() -> None:
    """Bring the tables up to date and, unless DEMO is 0, fill an empty database."""
    django.setup()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the tables up to date …", flush=True)
        call_command("migrate", verbosity=0)
    if os.environ.get("DEMO") != "0":
        call_command("load_demo")
    connections.close_all()


def start(name: str, address: tuple[str, int]) -> subprocess.Popen[bytes]:
    """Start a program out of reach of Ctrl-C, which comes to this process, and tied to its life."""
    bind = {"GUNICORN_CMD_ARGS": "--bind={}:{}".format(*address)}
    return subprocess.Popen(
        ["setpriv", "--pdeathsig=TERM", sys.executable, *PROGRAMS[name]],
        cwd=BASE_DIR,
        env={**os.environ, "MODE": settings.MODE, **bind},
        start_new_session=True,
    )


def announce(address: tuple[str, int], running: dict[str, subprocess.Popen[bytes]]) -> None:
    while not is_answered(address) and not fallen(running):
        time.sleep(0.05)
    if not fallen(running):
        url = f"http://localhost:{address[1]}/"
        print(f"The site is at {url} and its desk at {url}admin/. Ctrl-C ends both.", flush=True)


def is_answered(address: tuple[str, int]) -> bool:
    with contextlib.closing(http.client.HTTPConnection(*address, timeout=10)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except OSError:
            return False


def watch(running: dict[str, subprocess.Popen[bytes]], address: tuple[str, int]) -> None:
    """Start again what falls, the database too, until one falls as soon as it is started."""
    started_at = dict.fromkeys(running, time.monotonic())
    while True:
        if is_database_ours():
            server.start(settings.DATA_DIR)
        for name in fallen(running):
            if time.monotonic() - started_at[name] < SOON:
                sys.exit(
                    f"The {name} ended by itself; its last lines above say why. All was stopped."
                )
            print(f"The {name} ended by itself and is started again.", flush=True)
            running[name] = start(name, address)
            started_at[name] = time.monotonic()
        time.sleep(0.2)


def fallen(running: dict[str, subprocess.Popen[bytes]]) -> list[str]:
    return [name for name, program in running.items() if program.poll() is not None]


def is_database_ours() -> bool:
    return "EMBEDDED_IN" in settings.DATABASES["default"]


def stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Let requests and jobs finish, then the database go."""
    for program in running.values():
        program.terminate()
    for program in running.values():
        program.wait()
    if is_database_ours():
        connections.close_all()
        server.leave(settings.DATA_DIR)


if __name__ == "__main__":
    main()
