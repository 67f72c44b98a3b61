import sys

from django.core.management.base import BaseCommand, CommandError

from qa import semantic


class Command(BaseCommand):
    help = (
        "Make the vectors that search by meaning needs, for every published answer that lacks one: "
        "after requirements-semantic.txt was installed, or another model was chosen."
    )

    def handle(self, **options):
        scorer = semantic.loaded_scorer()
        if scorer is None:
            raise CommandError(
                "Install requirements-semantic.txt first, or mend SEMANTIC_MODEL; "
                "no model can be loaded."
            )
        lacking = scorer.lacking()
        semantic.keep(lacking.values_list("pk", flat=True), self.show)
        self.stdout.write(f"{lacking.count()} answers are left without a vector.")

    def show(self, count: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{count:>9,} answers with a vector", ending=end)
