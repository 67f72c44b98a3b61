import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qa.imports import import_lines
from qa.models import Disclaimer


class Command(BaseCommand):
    help = (
        "Import published answers from a file of JSON Lines, one answer a line. "
        "500 lines at a time are stored, whole or not at all; run it again after an interruption."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="take down answers of earlier imports that the file does not hold",
        )

    def handle(self, *, file: Path, replace: bool, **options):
        try:
            with file.open(encoding="utf-8-sig") as lines:
                outcome = import_lines(lines, replace=replace, report=self.show)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Check the file; it cannot be read: {error}") from None
        except Disclaimer.DoesNotExist:
            raise CommandError("Put a disclaimer in force first; every answer needs one.") from None
        for number, reason in outcome.refused:
            self.stderr.write(f"Line {number} refused: {reason}.")
        self.stdout.write(
            f"created {outcome.created}, updated {outcome.updated}, "
            f"unchanged {outcome.unchanged}, removed {outcome.removed}, "
            f"kept as written here {outcome.kept}, refused {len(outcome.refused)}"
        )

    def show(self, what: str, count: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{count:>9,} {what:<30}", ending=end)
