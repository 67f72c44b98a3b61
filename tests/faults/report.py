"""Runs the scenarios and prints a table that README.md can take."""

from django.db import connections

from .ledger import Ledger, close, wait_for_letters
from .scenarios import SCENARIOS, Scenario
from .site import Site

HEAD = [
    "fault",
    "asked",
    "told yes",
    "rows",
    "error pages",
    "broken connections",
    "letters",
    "twice",
    "holds",
]


def run_all(site: Site, words: list[str]) -> int:
    """Run the scenarios, or those whose names hold one of the words; return how many fail."""
    chosen = [s for s in SCENARIOS if not words or any(word in s.name for word in words)]
    row(HEAD)
    row(["---"] * len(HEAD))
    return sum(not run_one(site, scenario) for scenario in chosen)


def run_one(site: Site, scenario: Scenario) -> bool:
    for letter in site.letters():
        letter.unlink()
    askers = scenario.run(site)
    connections.close_all()  # It may have lost its server.
    wait_for_letters()
    ledger = close(askers, site.letters(), scenario.may_come_twice)
    row([scenario.name, *figures(ledger), "no" if ledger.mistakes else "yes"])
    for mistake in ledger.mistakes:
        print(f"  - {mistake}", flush=True)
    return not ledger.mistakes


def figures(ledger: Ledger) -> list[str]:
    names = ["asked", "confirmed", "rows", "error_pages", "broken_connections", "letters"]
    return [str(getattr(ledger, name)) for name in [*names, "doubles"]]


def row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)
