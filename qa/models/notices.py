"""The letters that are owed to askers and to staff: each is sent once, a missing one is seen."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from encrypted_fields.fields import EncryptedEmailField

from .questions import Question

TRIED_FOR = dt.timedelta(days=3)
MOST_DOUBTFUL_TRIES = 2


class NoticeQuerySet(models.QuerySet["Notice"]):
    def owed(self) -> Self:
        """Notices that no mail server has taken yet."""
        return self.filter(sent_at__isnull=True)

    def overdue(self, at: dt.datetime | None = None) -> Self:
        """Notices that all tries could not send; a person has to look after them."""
        tried_since = (at or timezone.now()) - TRIED_FOR
        return self.owed().filter(
            Q(created_at__lte=tried_since) | Q(doubtful_tries__gte=MOST_DOUBTFUL_TRIES)
        )

    def given_up(self, moment: dt.datetime) -> Self:
        """Notices from before a moment that still hold an address which nobody could reach."""
        return self.owed().filter(own_address__isnull=False, created_at__lte=moment)

    def last_before(self, moment: dt.datetime) -> Self:
        """Last letters, whose question is gone, that a mail server took before a moment."""
        return self.filter(staff__isnull=True, question__isnull=True, sent_at__lte=moment)

    def to_staff_before(self, moment: dt.datetime) -> Self:
        return self.filter(staff__isnull=False, created_at__lte=moment)


class Notice(models.Model):
    """One letter to an asker or to a member of staff; it holds no words of a question."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Receipt"
        ANSWERED = "answered", "Answer published"
        ANSWERED_PRIVATELY = "answered_privately", "Answered privately"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"
        CONSENT_WITHDRAWN = "consent_withdrawn", "Not to be published"
        ERASED = "erased", "Erased"
        CONFIRM_ADDRESS = "confirm_address", "Code for a new address"
        ADDRESS_LEFT = "address_left", "Address changed, to the old one"
        ADDRESS_CHANGED = "address_changed", "Address changed"
        HELPED = "helped", "Did it help?"
        NEW_QUESTION = "new_question", "New question"
        WARNING_SIGNS = "warning_signs", "Question that may not wait"
        CLAIM_ENDS = "claim_ends", "Claim about to run out"
        RETURNED = "returned", "Returned draft"
        CHANGED_MIND = "changed_mind", "The asker of what one works on changed their mind"
        LATE = "late", "Questions past their promise, once a day"
        UNSAFE = "unsafe", "A reader says that a page is wrong or unsafe"

    FOR_STAFF = (
        Kind.NEW_QUESTION,
        Kind.WARNING_SIGNS,
        Kind.CLAIM_ENDS,
        Kind.RETURNED,
        Kind.CHANGED_MIND,
        Kind.LATE,
        Kind.UNSAFE,
    )

    # Only these may go to another address than the question's; it is forgotten once they are sent.
    WITH_OWN_ADDRESS = (Kind.ERASED, Kind.CONFIRM_ADDRESS, Kind.ADDRESS_LEFT)

    kind = models.CharField(max_length=20, choices=Kind)
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="notices")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    own_address = EncryptedEmailField(max_length=254, null=True, editable=False)
    path = models.CharField(
        "page of the desk", max_length=200, blank=True, help_text="Where a letter to staff leads."
    )
    occasion = models.CharField(
        max_length=40, blank=True, help_text="Tells two letters about the same page apart."
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    doubtful_tries = models.PositiveSmallIntegerField(
        default=0, help_text="How often a mail server took the letter and did not say so."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["question", "kind"], name="notice_once"),
            models.UniqueConstraint(
                fields=["staff", "kind", "path", "occasion"], name="notice_to_staff_once"
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=False, question__isnull=True) & ~Q(path="")
                | Q(staff__isnull=True, question__isnull=False, path="", occasion="")
                | Q(staff__isnull=True, question__isnull=True, path="", kind="erased"),
                name="notice_is_for_asker_or_staff",
            ),
            models.CheckConstraint(
                condition=Q(own_address__isnull=True)
                | Q(sent_at__isnull=True)
                & Q(kind__in=["erased", "confirm_address", "address_left"]),
                name="notice_forgets_its_address",
            ),
        ]

    def __str__(self) -> str:
        if self.staff:
            return f"{self.get_kind_display()}, to {self.staff.get_username()}"
        if self.question_id is None:
            return f"{self.get_kind_display()}, to somebody"
        return f"{self.get_kind_display()} for question {self.question_id}"

    @property
    def address(self) -> str:
        """Where the letter goes; empty when it can go nowhere any more."""
        if self.staff:
            return self.staff.email
        if self.kind in self.WITH_OWN_ADDRESS:
            return self.own_address or ""
        return (self.question and self.question.asker_email) or ""

    @property
    def leads_to(self) -> str:
        """The path of the page that the letter has a link to.

        A letter to another address has none: who has the link may not be who gets the letter.
        """
        if self.question is None or self.kind in self.WITH_OWN_ADDRESS:
            return self.path
        return self.question.get_status_url()

    def note_sent(self, at: dt.datetime) -> None:
        """Note that a mail server has taken the letter."""
        self.sent_at = at
        self.own_address = None
        self.save(update_fields=["sent_at", "own_address"])

    def note_doubtful_try(self) -> None:
        """Note that a mail server took the letter, or did not: it broke off before saying so."""
        self.doubtful_tries += 1
        self.save(update_fields=["doubtful_tries"])

    @property
    def may_be_sent(self) -> bool:
        """Say whether another try by itself could at worst be the second copy of the letter."""
        return self.sent_at is None and self.doubtful_tries < MOST_DOUBTFUL_TRIES


class UnwantedLetterQuerySet(models.QuerySet["UnwantedLetter"]):
    def kinds_for(self, user: User) -> set[str]:
        """The letters that somebody does not want."""
        return set(self.filter(user=user).values_list("kind", flat=True))

    @transaction.atomic
    def replace(self, user: User, kinds: list[str]) -> None:
        """Remember which letters somebody does not want, in place of what they said before."""
        self.filter(user=user).delete()
        self.bulk_create([self.model(user=user, kind=kind) for kind in kinds])


class UnwantedLetter(models.Model):
    """A kind of letter that a member of staff does not want."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="unwanted_letters"
    )
    kind = models.CharField(max_length=20, choices=Notice.Kind)

    objects = UnwantedLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="unwanted_letter_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
