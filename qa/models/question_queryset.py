"""Which questions: every place that asks for some of them asks here."""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import TYPE_CHECKING, Self

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .digests import ASKER_ADDRESS, digests_of, in_one_form
from .editions import ConsentWording
from .erasures import Erasure
from .question_states import ANSWERED, ENDED, ON_THE_WAY_TO_THE_PUBLIC, UNFINISHED, Status
from .revisions import Revision

if TYPE_CHECKING:
    from .questions import Question

# Everybody locks the words before the form, so that no two wait for each other.
_TAKE_TURNS = """
SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)),
       pg_advisory_xact_lock(hashtextextended(%s, 1))
"""


def new_status_token() -> str:
    """Return the secret part of a status page's address: 256 random bits."""
    return secrets.token_urlsafe(32)


def address_check(submission_key: uuid.UUID, email: str) -> str:
    """Return what tells an address again that is not kept; the key makes it useless elsewhere."""
    salt = f"qa.address {submission_key}"
    return salted_hmac(salt, in_one_form(email), algorithm="sha256").hexdigest()


def token_hash(token: str) -> str:
    """Return what the database looks a status token up by."""
    return hashlib.sha256(token.encode()).hexdigest()


class QuestionQuerySet(models.QuerySet["Question"]):
    def waiting(self) -> Self:
        """Questions that nobody has begun to answer: warning signs first, then the oldest."""
        return self.filter(status=Status.RECEIVED).order_by("-has_warning_signs", "received_at")

    def claimed(self, at: dt.datetime | None = None) -> Self:
        """Questions that a therapist keeps at a moment (now without one)."""
        return self.filter(claimed_until__gt=at or timezone.now())

    def unclaimed(self, at: dt.datetime | None = None) -> Self:
        """Questions that anybody may take at a moment: never claimed, or the claim ran out."""
        return self.exclude(claimed_until__isnull=False, claimed_until__gt=at or timezone.now())

    def being_answered(self) -> Self:
        """Questions whose answer is being written or reviewed."""
        return self.filter(status__in=[Status.DRAFTED, Status.IN_REVIEW])

    def unanswered(self) -> Self:
        """Questions to which the asker has no answer yet."""
        return self.exclude(status__in=ENDED)

    def claims_ending(self, after: dt.datetime, before: dt.datetime) -> Self:
        """Questions whose claim runs out between two moments while nothing has ended them."""
        claimed = self.filter(claimed_until__gt=after, claimed_until__lte=before)
        return claimed.filter(status__in=UNFINISHED).select_related("claimed_by")

    def ended(self) -> Self:
        """Questions that came to an end with the asker, the newest end first."""
        ends = set(ENDED) - {Status.QUARANTINED}
        return self.filter(status__in=ends).order_by("-ended_at")

    def quarantined(self) -> Self:
        """Questions put aside as spam, the newest first."""
        return self.filter(status=Status.QUARANTINED).order_by("-ended_at")

    def ended_by(self, moment: dt.datetime) -> Self:
        """Questions that ended by a moment and of which nothing is public, or was until then.

        While a page that was taken down is being written anew, its question stays.
        """
        is_private = Q(ended_at__lte=moment) & ~Q(status__in=[Status.PUBLISHED, Status.QUARANTINED])
        only_pointed_to = Q(status=Status.PUBLISHED, is_source=False, ended_at__lte=moment)
        page_is_gone = Q(status=Status.PUBLISHED, answer__withdrawn_at__lte=moment)
        in_work = Exists(Revision.objects.open().filter(answer=OuterRef("answer")))
        return self.filter(is_private | only_pointed_to | page_is_gone & ~in_work)

    def without_news_since(self, moment: dt.datetime) -> Self:
        """Questions that ended, with an asker to whom no letter was written since a moment."""
        quiet = self.exclude(notices__created_at__gt=moment).exclude(notices__sent_at__gt=moment)
        known = Q(asker_email__isnull=False) | Q(asker_name__isnull=False)
        return quiet.filter(known, ended_at__lte=moment)

    def answered_between(self, after: dt.datetime, before: dt.datetime) -> Self:
        """Questions that got their answer between two moments and whose asker can be asked."""
        answered = self.filter(status__in=ANSWERED, ended_at__gt=after, ended_at__lte=before)
        return answered.filter(asker_email__isnull=False, helped__isnull=True)

    def sources(self) -> Self:
        """Questions whose words led to the page, not those it only answers too."""
        return self.filter(is_source=True)

    def without_consent(self) -> Self:
        """Questions whose asker does not (or no longer) agree to a published answer."""
        return self.filter(
            Q(consented_at__isnull=True)
            | Q(consent_withdrawn_at__isnull=False)
            | ~Q(status__in=ON_THE_WAY_TO_THE_PUBLIC)
        )

    def with_details(self) -> Self:
        """Read what the desk shows of each question along with it, but not who asked."""
        return self.select_related("topic", "clinic", "claimed_by").defer(
            "asker_name", "asker_email", "address_digest", "status_token"
        )

    def with_text(self, text: str, since: dt.datetime) -> Self:
        """Questions in exactly these words that came in since a moment."""
        return self.filter(text=text, received_at__gte=since)

    def take_turns_with(self, text: str, submission_key: uuid.UUID) -> None:
        """Let whoever sends these words, or this form, wait until this transaction ends."""
        with connection.prepared_cursor() as cursor:
            cursor.execute(_TAKE_TURNS, [text, str(submission_key)])

    @transaction.atomic(savepoint=False)
    def receive(
        self,
        *,
        submission_key: uuid.UUID,
        agrees_to: ConsentWording | None,
        is_first: bool = False,
        **details,
    ) -> tuple["Question", bool]:
        """Store a question once, however often it is sent; return it and whether it is new.

        `agrees_to` is the wording that the asker read and ticked, None where they did not.
        `is_first` says that the caller took its turn, and saw then that nothing of this form is
        known; else both is done here.
        """
        if not is_first:
            self.take_turns_with(details["text"], submission_key)
            submission_key = Erasure.objects.free_key(submission_key)
            if earlier := self.filter(submission_key=submission_key).first():
                return earlier, False
        now = timezone.now()
        token = new_status_token()
        if agrees_to:
            details |= {"consented_at": now, "consent_wording": agrees_to}
        if email := details.get("asker_email"):
            details["address_digest"] = self.address_digest(email)
        question = self.create(
            submission_key=submission_key,
            status_token=token,
            status_token_hash=token_hash(token),
            **{"received_at": now, **details},
        )
        return question, True

    def address_digest(self, email: str) -> str:
        """Return what an address is found by, made with the key that encrypts it."""
        return digests_of(in_one_form(email), ASKER_ADDRESS)[0]

    def asked_by(self, email: str) -> Self:
        """Questions that came from an address, whichever of the keys it was stored with.

        Only while it is stored: nobody here can try out an address that we promised to forget.
        """
        digests = digests_of(in_one_form(email), ASKER_ADDRESS)
        return self.filter(address_digest__in=digests)

    def by_status_token(self, token: str) -> Self:
        """The question whose status page has this secret in its address."""
        return self.filter(status_token_hash=token_hash(token))
