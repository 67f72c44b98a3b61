"""Many requests at once: by wrk where it is installed, else by a client of our own."""

import contextlib
import http.client
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

BARE, ANEW = "/bare/", "/anew"  # What tests.bench.app answers beside the product's own addresses.
CONNECTIONS = 16
WRK = shutil.which("wrk")
TAKING = threading.Lock()  # Two threads must not take the same body.
CLIENT = "wrk" if WRK else "a Python client"
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
FAILED = re.compile(r"(?:Non-2xx or 3xx responses|Socket errors): .*")
POSTS = """
local posts, next_thread = {{}}, 0
for line in io.lines("{posts}") do posts[#posts + 1] = line end
function setup(thread) thread:set("first", next_thread); next_thread = next_thread + 1 end
function init(args) place = first + 1 end
function request()
    local from, body = posts[place]:match("(%S+) (.*)")
    place = place + {threads}
    wrk.headers["{forwarded}"] = from
    return wrk.format("POST", nil, nil, body)
end
"""
FORWARDED = "X-Forwarded-For"


class Post(NamedTuple):
    """What somebody sends, and the network address they send it from."""

    place: str
    body: str


class Target(NamedTuple):
    """One address, and how it is asked."""

    port: int
    path: str
    headers: dict[str, str] = {}
    posts: Iterator[Post] | None = None  # These, one after another, behind a proxy.

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"


def requests_a_second(target: Target, seconds: float) -> float:
    return (_by_wrk if WRK else _by_ourselves)(target, seconds)


def _by_wrk(target: Target, seconds: float) -> float:
    threads = 2
    command = [str(WRK), f"-t{threads}", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout=60s"]
    for name, value in target.headers.items():
        command += ["-H", f"{name}: {value}"]
    with tempfile.TemporaryDirectory() as folder:
        if target.posts:
            posts, script = Path(folder, "posts"), Path(folder, "posts.lua")
            lines = [" ".join(next(target.posts)) for _ in range(int(seconds * 600))]
            posts.write_text("\n".join(lines))
            script.write_text(POSTS.format(posts=posts, threads=threads, forwarded=FORWARDED))
            command += ["-s", str(script)]
        said = subprocess.run(
            [*command, target.url], capture_output=True, text=True, check=True
        ).stdout
    if failed := FAILED.search(said):
        raise AssertionError(f"{target.url}: {failed[0]}")
    found = RATE.search(said)
    assert found, said
    return float(found[1])


def _by_ourselves(target: Target, seconds: float) -> float:
    counts = [0] * CONNECTIONS
    deadline = time.monotonic() + seconds

    def ask(place: int) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", target.port)) as connection:
            while time.monotonic() < deadline:
                _send(connection, target)
                counts[place] += 1

    threads = [threading.Thread(target=ask, args=[place]) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _send(connection: http.client.HTTPConnection, target: Target) -> None:
    with TAKING:
        post = next(target.posts) if target.posts else None
    if post:
        headers = {**target.headers, FORWARDED: post.place}
        connection.request("POST", target.path, post.body, headers)
    else:
        connection.request("GET", target.path, headers=target.headers)
    response = connection.getresponse()
    response.read()
    assert response.status < 400, f"{target.url}: {response.status}"


class Rates(NamedTuple):
    """How many requests a second one target answered, round by round."""

    of_rounds: list[float]

    @property
    def mean(self) -> float:
        return statistics.mean(self.of_rounds)

    def share_of(self, other: "Rates") -> float:
        """All requests of all rounds, as a share of all those of another target."""
        return self.mean / other.mean

    def spread_of(self, other: "Rates") -> tuple[float, float]:
        """The shares of single rounds between which half of them lie."""
        pairs = zip(self.of_rounds, other.of_rounds, strict=True)
        shares = sorted(rate / of_other for rate, of_other in pairs)
        return quantile(shares, 0.25), quantile(shares, 0.75)


def in_turns(targets: Sequence[Target], rounds: int, seconds: float) -> list[Rates]:
    """Ask each in turn, in short rounds, so that neighbors on the machine slow down all of them.

    The first round warms up and does not count.
    """
    for target in targets:
        requests_a_second(target, 1)
    rates = [[requests_a_second(target, seconds) for target in targets] for _ in range(rounds)]
    # A machine so busy that nothing came back in time says nothing of any.
    rates = [row for row in rates if all(row)]
    assert rates, "The machine is too busy to compare anything"
    return [Rates(list(column)) for column in zip(*rates, strict=True)]


def latencies(target: Target, a_second: int, seconds: int) -> list[float]:
    """Return how many seconds each request took from the moment at which it was due, sorted."""

    def send(due: float) -> float:
        time.sleep(max(0, due - time.monotonic()))
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", target.port)) as connection:
            _send(connection, target)
        return time.monotonic() - due

    start = time.monotonic() + 1
    dues = [start + number / a_second for number in range(a_second * seconds)]
    with ThreadPoolExecutor(4 * a_second) as threads:
        return sorted(threads.map(send, dues))


def quantile(values: list[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)]
