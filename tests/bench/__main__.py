"""`make bench`: what a page costs, as a share of what a bare Django view costs beside it.

Starts two sites, one with a hundred answers and one with a thousand times as many, each with its
PostgreSQL, two web processes, job worker and nginx, asks both in turns, and removes them.
"""

import contextlib
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.answers import FEW, MANY
from tests.bench.asking import questions
from tests.bench.load import ANEW, BARE, CLIENT, CONNECTIONS, Target, in_turns, latencies, quantile
from tests.servers import BASE_DIR, NGINX_PROGRAM, Site, Web, free_port, nginx, postgres, terminate

ROUNDS = int(os.environ.get("ROUNDS", "15"))
SECONDS = 1.0
NO_MAIL_SERVER = "smtp://127.0.0.1:9"
UNLIMITED = str(10**9)
GZIP = {"Accept-Encoding": "gzip"}
STATEMENTS = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
with CaptureQueriesContext(connection) as queries:
    assert Client(HTTP_HOST="localhost").get({path!r}).status_code == 200
print(len(queries))
"""
FILES = """
server {{
    listen 127.0.0.1:{port};
    root {folder};
    gzip_static on;
    access_log {folder}/files.log askexperts;
}}
"""


class Figure(NamedTuple):
    name: str
    value: float
    bound: float
    detail: str = ""
    is_at_most: bool = False

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.is_at_most else self.value >= self.bound

    def __str__(self) -> str:
        verdict = "" if self.holds else "   FALLS SHORT"
        sign = "at most" if self.is_at_most else "at least"
        return (
            f"  {self.name:<44} {self.value:>6.3g}   {sign} {self.bound:<5g} {self.detail}{verdict}"
        )


class Running(NamedTuple):
    """A site that answers, and how many answers it holds."""

    size: int
    site: Site
    web: Web
    path: str  # of an answer
    folder: Path

    @property
    def bare(self) -> Target:
        return Target(self.web.port, BARE)

    def number_of_questions(self) -> int:
        return int(self.site.shell("print(Question.objects.count())"))


def main() -> int:
    print(
        f"{dt.date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}; {CLIENT}, "
        f"{CONNECTIONS} connections, 2 web processes, {ROUNDS} rounds of {SECONDS:g} s"
    )
    with running(FEW) as few, running(MANY) as many:
        figures = show(measure([few, many]))
    return 0 if all(figure.holds for figure in figures) else 1


@contextlib.contextmanager
def running(size: int) -> Iterator[Running]:
    with (
        tempfile.TemporaryDirectory(prefix="askexperts-bench-") as folder,
        a_site(Path(folder)) as site,
    ):
        for number in sorted({FEW, size}):  # The many are copies of the few.
            program = [sys.executable, "-m", "tests.bench.answers", str(number)]
            subprocess.run(program, cwd=BASE_DIR, env=site.environment, check=True)
        path = site.shell("print(Answer.objects.published().last().get_absolute_url())").strip()
        # Each process listens by itself: all connections of a round would go to one of them else.
        options = ["--workers=2", "--max-requests=0", "--log-level=error", "--reuse-port"]
        with site.web(*options, app="tests.bench.app:application") as web:
            yield Running(size, site, web, path, Path(folder))


@contextlib.contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    for name in ("database", "site", "nginx"):
        (folder / name).mkdir()
    with postgres(folder / "database") as database:
        site = Site(
            database,
            folder / "site",
            BEHIND_PROXY="1",
            EMAIL_URL=NO_MAIL_SERVER,
            QUICKEST_QUESTION="0",
            QUESTIONS_FROM_ONE_PLACE_AN_HOUR=UNLIMITED,
            QUESTIONS_FOR_ONE_ADDRESS_A_DAY=UNLIMITED,
            QUESTIONS_IN_ALL_A_MINUTE=UNLIMITED,
        )
        site.manage("migrate", "--verbosity=0")
        yield site


def show(figures: Iterable[Figure]) -> list[Figure]:
    """Print each figure as soon as it is there."""
    shown = []
    for figure in figures:
        print(figure, flush=True)
        shown.append(figure)
    return shown


def measure(both: list[Running]) -> Iterator[Figure]:
    yield from shares(
        "page from memory",
        0.75,
        [(one.bare, Target(one.web.port, one.path)) for one in both],
    )
    yield from shares(
        "page from memory, gzip",
        0.75,
        [(one.bare, Target(one.web.port, one.path, GZIP)) for one in both],
    )
    yield from shares(
        "page made anew",
        0.05,
        [(one.bare, Target(one.web.port, ANEW + one.path)) for one in both],
    )
    for one in both:
        yield statements(one)
    yield from asking(both)
    if NGINX_PROGRAM:
        yield from in_front(both)


def shares(name: str, bound: float, pairs: list[tuple[Target, Target]]) -> Iterator[Figure]:
    """Compare what is measured with its yardstick at both sizes, and both sizes with each other."""
    rates = in_turns([target for pair in pairs for target in pair], ROUNDS, SECONDS)
    bare_few, few, bare_many, many = rates
    for size, bare, other in ((FEW, bare_few, few), (MANY, bare_many, many)):
        low, high = other.spread_of(bare)
        detail = f"(half of the rounds {low:.3g} to {high:.3g}; {other.mean:,.0f} a second)"
        yield Figure(f"{name}, {size:,} answers", other.share_of(bare), bound, detail)
    low, high = many.spread_of(few)
    detail = f"(half of the rounds {low:.3g} to {high:.3g})"
    yield Figure(f"{name}, {MANY:,} : {FEW} answers", many.share_of(few), 0.85, detail)


def statements(one: Running) -> Figure:
    asked = one.site.shell(STATEMENTS.format(path=one.path), PAGE_CACHE_MB="0")
    name = f"statements of a page made anew, {one.size:,}"
    return Figure(name, int(asked), 6, is_at_most=True)


def asking(both: list[Running]) -> Iterator[Figure]:
    targets = [questions(one.web.port) for one in both]
    before = [one.number_of_questions() for one in both]
    yield from shares(
        "a question taken",
        0.08,
        [(one.bare, target) for one, target in zip(both, targets, strict=True)],
    )
    for one, earlier in zip(both, before, strict=True):
        assert one.number_of_questions() - earlier > 50, "The questions were not taken"
    for one, target in zip(both, targets, strict=True):
        with job_worker(one):
            times = latencies(target, a_second=20, seconds=15)
        name = f"ms for a question, p95, 20 a second, {one.size:,}"
        yield Figure(name, quantile(times, 0.95) * 1000, 300, is_at_most=True)


@contextlib.contextmanager
def job_worker(one: Running) -> Iterator[None]:
    """Have mail sent meanwhile, which no server takes."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"],
        cwd=BASE_DIR,
        env=one.site.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        terminate(worker)


def in_front(both: list[Running]) -> Iterator[Figure]:
    with contextlib.ExitStack() as stack:
        fronts = [stack.enter_context(nginx_before(one)) for one in both]
        for name, headers in (("", {}), (", gzip", GZIP)):
            yield from shares(
                f"nginx's copy : a file{name}",
                0.7,
                [
                    (
                        Target(files.port, "/page.html", headers),
                        Target(front.port, one.path, {"Host": front.host, **headers}),
                    )
                    for one, (files, front) in zip(both, fronts, strict=True)
                ],
            )


@contextlib.contextmanager
def nginx_before(one: Running) -> Iterator[tuple[Web, Web]]:
    """Start nginx; return where it serves the page as a file, and where as a copy of its own."""
    folder, files = one.folder / "nginx", Web(free_port())
    for name, headers in (("page.html", {}), ("page.html.gz", {"Accept_Encoding": "gzip"})):
        (folder / name).write_bytes(one.web.ask(one.path, **headers).body)
    with nginx(folder, one.web.port, FILES.format(port=files.port, folder=folder)) as front:
        yield files, front


if __name__ == "__main__":
    sys.exit(main())
