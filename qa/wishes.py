"""What an asker may have done with a question, on their own page or by phone, and the letter to it.

Each is done wholly or not at all; the list outside of the database is written in the background.
"""

from django.db import transaction

from .erasure_list import write_erasures
from .models import AddressChange, Question
from .notifications import (
    tell_address_changed,
    tell_asker,
    tell_consent_withdrawn,
    tell_erased,
    tell_returned,
    tell_those_at_work,
)


@transaction.atomic
def take_back(question: Question) -> None:
    """End the question. Raises ValidationError with the code "not_possible"."""
    question.hold()
    at_work = question.at_work()
    question.withdraw()
    write_erasures.defer()
    tell_asker(question)
    tell_those_at_work(at_work, question)


@transaction.atomic
def keep_private(question: Question) -> None:
    """Publish nothing of the question. Raises ValidationError with the code "no_consent"."""
    question.hold()
    at_work = question.at_work()
    returned = question.withdraw_consent()
    write_erasures.defer()
    tell_consent_withdrawn(question)
    if returned:
        tell_returned(returned)
        at_work.discard(returned.author)
    tell_those_at_work(at_work, question)


@transaction.atomic
def erase(question: Question) -> None:
    """Erase the question and every word that was made from it."""
    question.hold()
    at_work = question.at_work()
    question.erase(is_asked_for=True)
    tell_erased(question)
    tell_those_at_work(at_work, question)


@transaction.atomic
def write_to(question: Question, email: str) -> None:
    """Write to another address from now on, without a code: somebody spoke with the asker.

    A code that is still on its way counts no more, and the link in earlier letters opens nothing.
    """
    question.hold()
    AddressChange.objects.filter(question=question).delete()
    old_address = question.asker_email
    question.move_to_address(email)
    tell_address_changed(question, old_address)
