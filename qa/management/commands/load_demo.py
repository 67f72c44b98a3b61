import contextlib

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from qa.demo import loader


class Command(BaseCommand):
    help = "Load the demo content into an empty database, with three logins."

    def handle(self, **options):
        if settings.IS_PRODUCTION:
            raise CommandError(
                "Load the demo elsewhere; its passwords are known to everybody who reads the code."
            )
        # Every start of a demo comes by here; only the first one finds the database empty.
        with contextlib.suppress(loader.NotEmpty):
            loader.load(self.stdout.write)
        logins = loader.logins()
        if not logins:
            self.stdout.write(
                "The demo was not loaded: it goes into an empty database only, and this one holds "
                "people, clinics, questions or answers already."
            )
        for username, password, group in logins:
            self.stdout.write(f"Log in as {username} with the password {password} ({group}).")
