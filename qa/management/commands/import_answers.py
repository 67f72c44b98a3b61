import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qa.imports import import_lines


class Command(BaseCommand):
    help = "Import published answers from a file of JSON Lines, one answer a line."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="remove answers of earlier imports that the file does not hold",
        )

    def handle(self, *, file: Path, replace: bool, **options):
        try:
            with file.open(encoding="utf-8") as lines:
                outcome = import_lines(lines, replace=replace, report=self._show)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Check the file; it cannot be read: {error}") from None
        for number, reason in outcome.refused:
            self.stderr.write(f"Line {number} refused: {reason}.")
        self.stdout.write(
            f"created {outcome.created}, updated {outcome.updated}, "
            f"unchanged {outcome.unchanged}, removed {outcome.removed}, "
            f"kept as written here {outcome.kept}, refused {len(outcome.refused)}"
        )

    def _show(self, count: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{count:,} lines read", ending=end)
