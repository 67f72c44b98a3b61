import json
import sys

from django.core.management.base import BaseCommand, CommandError

from qa.deidentify import find_identifiers
from qa.findings import Finding
from qa.readability import reading_grade
from qa.warning_signs import find_warning_signs


class Command(BaseCommand):
    help = "Show what the checks find in a text: one line of JSON a text, places in characters."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("text", nargs="?")
        parser.add_argument("--stdin", action="store_true", help="read one text a line")

    def handle(self, *, text: str | None, stdin: bool, **options):
        if stdin == (text is not None):
            raise CommandError("Give a text, or --stdin with one text a line.")
        if stdin and hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        for line in sys.stdin if stdin else [text]:
            self.stdout.write(json.dumps(checked(line.removesuffix("\n"))))


def checked(text: str) -> dict[str, object]:
    return {
        "identifiers": places(find_identifiers(text)),
        "warning_signs": places(find_warning_signs(text)),
        "reading_grade": reading_grade(text),
    }


def places(findings: list[Finding]) -> list[dict[str, object]]:
    return [finding._asdict() for finding in findings]
