import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qa.imports import import_lines
from qa.models import Disclaimer

MEND = "Mend the lines that were refused, then import the file again; the others are in."
UNNAMED = "A refused line tells no source_id and may be any answer: nothing was taken down."


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
        if outcome.refused:
            self.stderr.write(MEND)
        if replace and outcome.has_unnamed:
            self.stderr.write(UNNAMED)
        elif replace and not outcome.may_replace:
            raise CommandError("Check the file: it holds no answer. Nothing was taken down.")

    def show(self, what: str, count: int) -> None:
        line = f"{what}: {count:,}"
        if sys.stderr.isatty():
            self.stderr.write(f"{line:<50}", ending="\r")
        else:
            self.stderr.write(line)
