"""`make bench`: what a page costs, as a share of what a bare Django view costs beside it.

Starts PostgreSQL, two web processes, the job worker and nginx, all of its own, and removes them.
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
from tests.bench.load import (
    ANEW,
    BARE,
    CLIENT,
    CONNECTIONS,
    Target,
    compare,
    latencies,
    quantile,
)
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


def main() -> int:
    print(
        f"{dt.date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}; {CLIENT}, "
        f"{CONNECTIONS} connections, 2 web processes, median of {ROUNDS} rounds of {SECONDS:g} s"
    )
    with (
        tempfile.TemporaryDirectory(prefix="askexperts-bench-") as folder,
        a_site(Path(folder)) as site,
    ):
        few = measure(site, FEW, Path(folder))
        many = measure(site, MANY, Path(folder))
    apart = [
        Figure(f"{one.name}, {MANY:,} : {FEW}", other.value / one.value, 0.85)
        for one, other in zip(few, many, strict=True)
        if not one.is_at_most
    ]
    print("The same at both sizes")
    show(apart)
    return 0 if all(figure.holds for figure in [*few, *many, *apart]) else 1


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


def measure(site: Site, size: int, folder: Path) -> list[Figure]:
    program = [sys.executable, "-m", "tests.bench.answers", str(size)]
    subprocess.run(program, cwd=BASE_DIR, env=site.environment, check=True)
    print(f"With {size:,} answers")
    path = site.shell("print(Answer.objects.published().last().get_absolute_url())").strip()
    app = "tests.bench.app:application"
    options = ["--workers=2", "--max-requests=0", "--log-level=error"]
    with site.web(*options, app=app) as web:
        figures = show(reading(web, path)) + show([statements(site, path)])
        figures += show(asking(site, web))
        if NGINX_PROGRAM:
            figures += show(in_front(web, path, folder / "nginx"))
    return figures


def show(figures: Iterable[Figure]) -> list[Figure]:
    """Print each figure as soon as it is there."""
    shown = []
    for figure in figures:
        print(figure, flush=True)
        shown.append(figure)
    return shown


def share(name: str, bound: float, bare: Target, other: Target) -> Figure:
    found = compare(bare, other, ROUNDS, SECONDS)
    spread = f"half of the rounds {found.low:.3g} to {found.high:.3g}"
    return Figure(name, found.share, bound, f"({spread}; {found.rate:,.0f} a second)")


def reading(web: Web, path: str) -> Iterator[Figure]:
    bare = Target(web.port, BARE)
    yield share("answer page from memory", 0.75, bare, Target(web.port, path))
    yield share("answer page from memory, gzip", 0.75, bare, Target(web.port, path, GZIP))
    yield share("answer page made anew", 0.05, bare, Target(web.port, ANEW + path))


def statements(site: Site, path: str) -> Figure:
    asked = site.shell(STATEMENTS.format(path=path), PAGE_CACHE_MB="0")
    return Figure("statements of a page made anew", int(asked), 6, is_at_most=True)


def asking(site: Site, web: Web) -> Iterator[Figure]:
    target = questions(web.port)
    before = number_of_questions(site)
    yield share("a question taken", 0.08, Target(web.port, BARE), target)
    assert number_of_questions(site) - before > 50, "The questions were not taken"
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"],
        cwd=BASE_DIR,
        env=site.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        times = latencies(target, a_second=20, seconds=15)
    finally:
        terminate(worker)
    p95 = quantile(times, 0.95) * 1000
    yield Figure("ms for a question, p95, 20 a second, no mail", p95, 300, is_at_most=True)


def number_of_questions(site: Site) -> int:
    return int(site.shell("print(Question.objects.count())"))


def in_front(web: Web, path: str, folder: Path) -> Iterator[Figure]:
    files = Web(free_port())
    for name, headers in (("page.html", {}), ("page.html.gz", {"Accept_Encoding": "gzip"})):
        (folder / name).write_bytes(web.ask(path, **headers).body)
    with nginx(folder, web.port, FILES.format(port=files.port, folder=folder)) as front:
        for name, headers in (("", {}), (", gzip", GZIP)):
            yield share(
                f"nginx's copy : a file in nginx{name}",
                0.7,
                Target(files.port, "/page.html", headers),
                Target(front.port, path, {"Host": front.host, **headers}),
            )


if __name__ == "__main__":
    sys.exit(main())
