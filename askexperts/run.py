"""`make run`: database, migrations, demo content, web server and worker, until Ctrl-C.

One process watches over the others. When one of them ends, all end: in production systemd starts
a fallen one again, here a person reads why it fell.
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
        running = start_programs(address)
        announce(address, running)
        watch(running)
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


def start_programs(address: tuple[str, int]) -> dict[str, subprocess.Popen[bytes]]:
    """Start them out of reach of Ctrl-C, which comes to this process, and tied to its life."""
    bind = {"GUNICORN_CMD_ARGS": "--bind={}:{}".format(*address)}
    return {
        name: subprocess.Popen(
            ["setpriv", "--pdeathsig=TERM", sys.executable, *arguments],
            cwd=BASE_DIR,
            env={**os.environ, "MODE": settings.MODE, **bind},
            start_new_session=True,
        )
        for name, arguments in PROGRAMS.items()
    }


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


def watch(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until one has ended; meanwhile start a database that was killed again."""
    while not (names := fallen(running)):
        if is_database_ours():
            server.start(settings.DATA_DIR)
        time.sleep(0.2)
    sys.exit(f"The {names[0]} ended by itself; its last lines above say why. All was stopped.")


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
