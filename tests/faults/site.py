"""The whole site as real processes that can be killed: database, web server, worker, mail."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from askexperts.database import server

BASE_DIR = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds
UNLIMITED = str(10**6)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """One site in a folder of its own; what falls is started again, as systemd does."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="askexperts-faults-"))
        self.mail = self.folder / "letters"
        self.mail.mkdir()
        self.port, self.mail_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.is_closing = False
        self.environment = {
            **os.environ,
            "MODE": "local",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": "",  # Never a database that somebody else uses.
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "QUESTIONS_FROM_ONE_PLACE_AN_HOUR": UNLIMITED,
            "QUESTIONS_FOR_ONE_ADDRESS_A_DAY": UNLIMITED,
            "QUESTIONS_IN_ALL_A_MINUTE": UNLIMITED,
            "QUICKEST_QUESTION": "0",
        }

    # Start and stop

    def start(self) -> None:
        self.start_database()
        self.manage("migrate", "--verbosity=0")
        self.behave("well")
        self.start_mail()
        self.run(
            "web",
            "-m",
            "gunicorn",
            "--config=deploy/gunicorn.conf.py",
            "--workers=2",
            f"--bind=127.0.0.1:{self.port}",
            "--log-level=critical",
        )
        self.start_worker()
        self.wait_for_web()
        threading.Thread(target=self.start_again_what_fell, daemon=True).start()

    def stop(self) -> None:
        self.is_closing = True
        for program in self.programs.values():
            program.terminate()
        for program in self.programs.values():
            program.wait()
        server.leave(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.programs[name] = subprocess.Popen(
                ["setpriv", "--pdeathsig=KILL", sys.executable, *arguments],
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=BASE_DIR, env=self.environment, check=True)

    def start_worker(self) -> None:
        self.run("worker", "manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout=5")

    def start_mail(self) -> None:
        self.run("mail", "-m", "tests.faults.mailserver", str(self.mail_port), str(self.mail))

    def start_again_what_fell(self) -> None:
        while not self.is_closing:
            if self.programs["worker"].poll() is not None:
                time.sleep(2)  # RestartSec in deploy/askexperts-worker.service
                if not self.is_closing:
                    self.start_worker()
            time.sleep(0.2)

    def wait_for_web(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "web.log").read_text())

    # Faults

    def start_database(self) -> None:
        server.start(self.folder)

    def stop_database_at_once(self) -> None:
        """Do what `pg_ctl stop -m immediate` does: no checkpoint, no good-bye to anybody."""
        pid_file = self.folder / "postgres" / "cluster" / "postmaster.pid"
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.02)

    def kill_web_worker(self) -> None:
        """Kill one of the processes that answer requests; gunicorn starts another."""
        master = self.programs["web"].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    def kill_worker(self) -> None:
        self.programs["worker"].kill()

    def stop_mail(self) -> None:
        self.programs["mail"].kill()
        self.programs["mail"].wait()

    def behave(self, how: str) -> None:
        """Tell the mail server: well, hold, hang, 4xx, 5xx, or drop."""
        (self.mail / "behavior").write_text(how)

    def letters(self) -> list[Path]:
        """What the mail server had in its hands, in the order it came."""
        return sorted(self.mail.glob("*.eml"))
