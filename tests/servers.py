"""Real servers of a test's own: a PostgreSQL that can be stopped, and web processes on it."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from askexperts.database import server

BASE_DIR = Path(__file__).resolve().parent.parent
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
NGINX_PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""
PREPARE = """
import pathlib, sys
from askexperts.database import server
server._cluster(pathlib.Path(sys.argv[1]))
"""
PATIENCE = 60  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_so, patience: float = PATIENCE) -> bool:
    """Say whether it came true within so many seconds."""
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def terminate(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Postgres:
    """A PostgreSQL that nothing starts again by itself."""

    def __init__(self, data_dir: Path, sockets: Path) -> None:
        self.folder = data_dir / "postgres"
        self.sockets = sockets
        self.cluster = server._cluster(self.folder).resolve()
        self.url = f"postgres://postgres@/postgres?host={quote(str(sockets), safe='')}"

    def start(self) -> None:
        command = server._server_command(self.folder, self.cluster, self.sockets)
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        assert wait_until(lambda: server._is_ready(self.cluster))

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it at once, as `pg_ctl stop -m immediate` does."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait()


@contextlib.contextmanager
def postgres(data_dir: Path) -> Iterator[Postgres]:
    (data_dir / server.THROWAWAY).touch()
    folder = data_dir / "postgres"
    folder.mkdir()
    prepare = [sys.executable, "-c", PREPARE, str(folder)]
    subprocess.run(prepare, cwd=BASE_DIR, stdout=subprocess.DEVNULL, check=True)
    with server._socket_folder(folder, server._cluster(folder).resolve()) as sockets:
        database = Postgres(data_dir, sockets)
        database.start()
        try:
            yield database
        finally:
            database.stop(signal.SIGINT)
            shutil.rmtree(database.cluster)


class Site:
    """The product as `deploy/` runs it, on a database and a data folder of its own."""

    def __init__(self, database: Postgres, data_dir: Path, **environment: str) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "MODE": "local",
            "SECRET_KEY": "k" * 50,
            "DATABASE_URL": database.url,
            "DATA_DIR": str(data_dir),
            **environment,
        }

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run a command of manage.py; return what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def shell(self, code: str, **environment: str) -> str:
        """Run Python code with every model imported."""
        return self.manage("shell", "--verbosity=0", "--command", code, **environment)

    @contextlib.contextmanager
    def web(self, *options: str, port: int | None = None, app: str = "") -> Iterator["Web"]:
        web = Web(port or free_port())
        command = [*GUNICORN, f"--bind=127.0.0.1:{web.port}", *options, *([app] if app else [])]
        environment = {**self.environment, "PORT": str(web.port)}
        web.process = subprocess.Popen(command, cwd=BASE_DIR, env=environment)
        try:
            assert wait_until(web.is_up)
            yield web
        finally:
            terminate(web.process)


class Web:
    """A web server on a port of this machine."""

    process: subprocess.Popen[bytes]

    def __init__(self, port: int, host: str = "localhost") -> None:
        self.port = port
        self.host = host

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, **headers: str
    ) -> "Answered":
        """Ask over a connection of its own; names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        ) as connection:
            connection.request(method, path, body, {"Host": self.host, **named})
            response = connection.getresponse()
            return Answered(response.status, response.headers, response.read())

    def is_up(self) -> bool:
        with contextlib.suppress(OSError):
            return self.ask("/robots.txt").status == 200
        return False


NGINX = """
{user}
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
{more}
}}
"""


def nginx_site(folder: Path, web_port: int, front: Web, media: Path | None = None) -> str:
    """Return deploy/nginx.conf with ports and folders of its own, and all else as it is shipped."""
    site = (BASE_DIR / "deploy" / "nginx.conf").read_text()
    for written, here in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{front.port} ssl http2;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{web_port};",
        "/etc/letsencrypt/live/ask.example.org": str(folder),
        "ask.example.org": front.host,
        "$write_the_phone_here": "(503) 555-0100",
        "/etc/nginx/askexperts-proxy.conf": str(BASE_DIR / "deploy" / "nginx-proxy.conf"),
        "/var/lib/nginx/askexperts": f"{folder}/cache",
        "/var/lib/askexperts/media/": f"{media or folder / 'media'}/",
        "/var/log/nginx": str(folder),
    }.items():
        assert written in site
        site = site.replace(written, here)
    return "\n".join(line for line in site.splitlines() if "listen [" not in line)


def nginx_configuration(folder: Path, site: str, more: str = "") -> Path:
    """Write a whole configuration around that of the site, and return where."""
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.getuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(user=user, folder=folder, more=more))
    return configuration


@contextlib.contextmanager
def nginx(folder: Path, web_port: int, more: str = "", media: Path | None = None) -> Iterator[Web]:
    """The real nginx with deploy/nginx.conf, on ports of its own and without TLS."""
    front = Web(free_port())
    site = nginx_site(folder, web_port, front, media).replace(" ssl http2;", ";")
    lines = [line for line in site.splitlines() if not line.strip().startswith("ssl_")]
    configuration = nginx_configuration(folder, "\n".join(lines), more)
    front.process = subprocess.Popen([NGINX_PROGRAM, "-c", str(configuration), "-p", str(folder)])
    try:
        assert wait_until(front.is_up)
        yield front
    finally:
        terminate(front.process)


class Answered:
    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
