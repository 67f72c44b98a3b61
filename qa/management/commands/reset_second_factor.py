from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from qa.login.factors import take_away
from qa.models.audit import AuditEntry, record


class Command(BaseCommand):
    help = "Take the second factor from somebody who lost it, and log them out everywhere."

    def add_arguments(self, parser):
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no login with the name {username}.")
        take_away(user)
        record(
            AuditEntry.Kind.CHANGED,
            person=None,
            page="reset_second_factor",
            object_kind="auth.user",
            object_key=user.pk,
        )
        self.stdout.write(
            f"{username} has no second factor now, and is logged out everywhere.\n"
            "Give them a new password (manage.py changepassword); with it they log in and are "
            "asked for a new factor at once."
        )
