"""`make run` as a person uses it: start, look, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from askexperts.run import SOON
from tests.servers import wait_until

COMMAND = [sys.executable, "-m", "askexperts.run"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "throwaway").touch()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DEMO": "0", "PORT": port}


@pytest.fixture
def site(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The running site; its last line so far gave the address."""
    with subprocess.Popen(COMMAND, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.startswith("The site is at "):
                break
        yield process
        process.kill()


def test_run_serves_pages_until_interrupted(site, environment):
    with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/answers/") as response:
        page = response.read().decode()

    site.send_signal(signal.SIGINT)

    assert "<h1" in page
    assert site.wait(timeout=20) == 0
    assert not Path(environment["DATA_DIR"]).exists()


def worker_of(site: subprocess.Popen[str]) -> int:
    """Return the number of the process that does the jobs, 0 while there is none."""
    for child in Path(f"/proc/{site.pid}/task/{site.pid}/children").read_text().split():
        if "procrastinate" in Path(f"/proc/{child}/cmdline").read_text():
            return int(child)
    return 0


def test_run_starts_a_worker_again_that_fell(site):
    time.sleep(SOON)

    os.kill(worker_of(site), signal.SIGKILL)

    assert site.stdout.readline() == "The worker ended by itself and is started again.\n"
    assert wait_until(lambda: worker_of(site))
    site.send_signal(signal.SIGINT)
    assert site.wait(timeout=20) == 0


def test_run_ends_where_a_program_falls_at_once(site):
    os.kill(worker_of(site), signal.SIGKILL)

    assert site.wait(timeout=20) == 1


def test_run_names_the_port_that_is_in_use(environment):
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))):
        result = subprocess.run(
            COMMAND, env=environment, capture_output=True, text=True, check=False
        )

    port = environment["PORT"]
    assert result.stderr == f"Port {port} is in use. Choose another one: PORT=8001 make run\n"


def test_run_says_that_the_port_is_no_number(environment):
    result = subprocess.run(
        COMMAND, env=environment | {"PORT": "abc"}, capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stderr) == (1, "Set PORT to a number, not “abc”.\n")
