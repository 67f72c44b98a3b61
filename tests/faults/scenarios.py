"""The faults, one function each: it makes people ask while something goes wrong."""

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from qa.models import Notice

from .asker import Asker
from .site import Site

STOPS = 5  # of the database, under load
AT_ONCE = 8  # people who ask at the same time
IDENTICAL = 50  # posts of the same form at once

_numbers = itertools.count(1)


def new_asker(site: Site) -> Asker:
    number = next(_numbers)
    words = f"Question number {number}: my heel has been sore since spring. What can I do?"
    return Asker(site.url, f"asker-{number}", words)


def ask_until(site: Site, is_over: threading.Event) -> list[Asker]:
    """Let people ask, some at a time, until it is over; return everybody who asked."""
    askers: list[Asker] = []

    def one_after_another() -> None:
        while not is_over.is_set():
            askers.append(asker := new_asker(site))
            asker.ask()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(one_after_another) for _ in range(AT_ONCE)]
        for future in running:
            future.result()
    return askers


def under_load(site: Site, fault: Callable[[], None]) -> list[Asker]:
    """Let people ask before, while and after a fault happens."""
    is_over = threading.Event()

    def go_wrong() -> None:
        time.sleep(2)
        try:
            fault()
            time.sleep(2)
        finally:
            is_over.set()

    thread = threading.Thread(target=go_wrong)
    thread.start()
    askers = ask_until(site, is_over)
    thread.join()
    return askers


def some_askers(site: Site, count: int = AT_ONCE) -> list[Asker]:
    askers = [new_asker(site) for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(Asker.ask, askers))
    return askers


def nothing(site: Site) -> list[Asker]:
    return some_askers(site)


def database_stops(site: Site) -> list[Asker]:
    def fault() -> None:
        for _ in range(STOPS):
            site.stop_database_at_once()
            time.sleep(1)
            site.start_database()
            time.sleep(3)

    return under_load(site, fault)


def web_worker_dies(site: Site) -> list[Asker]:
    def fault() -> None:
        for _ in range(STOPS):
            site.kill_web_worker()
            time.sleep(2)

    return under_load(site, fault)


def job_worker_dies(site: Site) -> list[Asker]:
    """Kill the worker while the mail server has a letter in its hands."""
    site.behave("hold")
    askers = some_askers(site)
    taken = site.letters()
    while site.letters() == taken:
        time.sleep(0.05)
    site.kill_worker()
    site.behave("well")
    return askers


def mail_is_down(site: Site) -> list[Asker]:
    site.stop_mail()
    askers = some_askers(site)
    wait_for_tries(site)
    site.start_mail()
    return askers


def mail_misbehaves(how: str) -> Callable[[Site], list[Asker]]:
    def scenario(site: Site) -> list[Asker]:
        site.behave(how)
        askers = some_askers(site)
        wait_for_tries(site)
        site.behave("well")
        return askers

    return scenario


def wait_for_tries(site: Site) -> None:
    """Give the worker time to run into the mail server at least once."""
    time.sleep(20)
    if not Notice.objects.owed().exists():
        raise AssertionError("All letters went out; nothing was wrong with the mail server")


def identical_posts(site: Site) -> list[Asker]:
    asker = new_asker(site)
    presses = [asker.come_to_the_last_button()] * IDENTICAL
    with ThreadPoolExecutor(IDENTICAL) as pool:
        asker.confirmations = int(all(page.is_last for page in pool.map(asker.open, presses)))
    return [asker]


def two_tabs(site: Site) -> list[Asker]:
    """The same words sent from two renderings of the form, one after the other."""
    asker = new_asker(site)
    presses = [asker.come_to_the_last_button() for _ in range(2)]
    outcomes = [asker.open(request).is_last for request in presses]
    asker.confirmations = int(all(outcomes))
    return [asker]


def two_tabs_at_once(site: Site) -> list[Asker]:
    """The same words sent from two renderings of the form within the same moment."""
    asker = new_asker(site)
    presses = [asker.come_to_the_last_button() for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        asker.confirmations = int(all(page.is_last for page in pool.map(asker.open, presses)))
    return [asker]


@dataclass
class Scenario:
    name: str
    run: Callable[[Site], list[Asker]]
    may_come_twice: bool = False


SCENARIOS = [
    Scenario("nothing is wrong", nothing),
    Scenario(f"PostgreSQL stopped {STOPS} times under load", database_stops, True),
    Scenario(f"a web worker killed {STOPS} times under load", web_worker_dies),
    Scenario("the job worker killed while it sends", job_worker_dies, may_come_twice=True),
    Scenario("the mail server is down", mail_is_down),
    Scenario("the mail server hangs", mail_misbehaves("hang")),
    Scenario("the mail server says 4xx", mail_misbehaves("4xx")),
    Scenario("the mail server says 5xx", mail_misbehaves("5xx")),
    Scenario("the mail server takes a letter and drops the line", mail_misbehaves("drop"), True),
    Scenario(f"{IDENTICAL} identical posts at once (a double click)", identical_posts),
    Scenario("two tabs, one after the other", two_tabs),
    Scenario("two tabs at once", two_tabs_at_once),
]
