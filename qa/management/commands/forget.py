from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from qa.erasure_list import erase_again, write_erasures
from qa.keeping import NotAllForgottenError, forget, what_is_due


class Command(BaseCommand):
    help = (
        "Let go what has been kept long enough. The worker does this every night; by hand, begin "
        "with --dry-run."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, and change nothing"
        )
        parser.add_argument(
            "--again",
            type=Path,
            metavar="LIST",
            help="after a restore: erase or take back what this list names, and nothing else",
        )

    def handle(self, *, dry_run: bool, again: Path | None, **options):
        if again:
            return self.erase_again(again)
        now = timezone.now()
        self.stdout.write("Would go now:" if dry_run else "Gone:")
        try:
            for name, count in what_is_due(now) if dry_run else forget(now):
                self.stdout.write(f"{count:>8}  {name}")
        except NotAllForgottenError as error:
            raise CommandError(f"Not all could be let go of: {error}. The log says why.") from error
        finally:
            if not dry_run:
                write_erasures()
        return None

    def erase_again(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}. Name the list of erasures.")
        if not path.exists():
            return self.stdout.write(
                f"There is no file {path}. Where nobody has erased anything yet, all is done; "
                "otherwise name the newest list: NAME.erasures.txt beside the backups."
            )
        try:
            count = erase_again(path)
        except ValueError as error:
            raise CommandError(f"{path} is not a list of erasures: {error}.") from error
        return self.stdout.write(f"Done again: {count}.")
