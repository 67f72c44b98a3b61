"""A new e-mail address for an asker, which counts only once its code came back."""

import datetime as dt
import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from encrypted_fields.fields import EncryptedCharField, EncryptedEmailField

from .questions import Question

CODE_HOLDS_FOR = dt.timedelta(days=3)
MOST_CODE_TRIES = 5


def new_code() -> str:
    """Return eight digits that a person can copy from a letter."""
    return f"{secrets.randbelow(10**8):08}"


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    @transaction.atomic
    def begin(self, question: Question, email: str) -> "AddressChange":
        """Note a new address and make its code; an earlier one does not count any more.

        Raises Question.DoesNotExist once it was erased.
        """
        question.hold()
        self.filter(question=question).delete()
        return self.create(question=question, email=email)


class AddressChange(models.Model):
    """That an asker wants letters at another address, until they show that it is theirs."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="address_change")
    email = EncryptedEmailField(max_length=254)
    code = EncryptedCharField(max_length=8, default=new_code)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = AddressChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Address change for question {self.question_id}"

    def is_open(self, at: dt.datetime | None = None) -> bool:
        """Say whether the code can still be used at a moment (now without one)."""
        asked_since = (at or timezone.now()) - CODE_HOLDS_FOR
        return self.asked_at > asked_since and self.wrong_tries < MOST_CODE_TRIES

    @transaction.atomic
    def take(self, code: str, at: dt.datetime | None = None) -> ValidationError | None:
        """Use a code: the new address replaces the old one, and the old link opens nothing.

        Returns why it was refused ("wrong_code", "code_closed"), so that a wrong try stays counted.
        """
        self.question.hold()
        self.refresh_from_db(from_queryset=AddressChange.objects.select_for_update())
        if not self.is_open(at):
            return ValidationError(
                "This code does not work any more. Please ask for a new one.", code="code_closed"
            )
        if not constant_time_compare(code, self.code):
            self.wrong_tries += 1
            self.save(update_fields=["wrong_tries"])
            return ValidationError(
                "Write the eight digits from our letter; these are others.", code="wrong_code"
            )
        self.question.move_to_address(self.email)
        self.delete()
        return None
