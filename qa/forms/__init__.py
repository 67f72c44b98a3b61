"""What visitors type, cleaned, and what they are told when something is missing."""

from .asker import (
    AdditionForm,
    AskerForm,
    AskerToAddForm,
    AskerToMoveForm,
    AskerWithCodeForm,
    CodeForm,
    NewAddressForm,
)
from .feedback import FeedbackForm
from .fields import TypedField
from .near import NearForm
from .question import QuestionForm
from .signs import SignsForm
from .tokens import begun_token, has_no_signs, no_signs_token, warned_token

__all__ = [
    "AdditionForm",
    "AskerForm",
    "AskerToAddForm",
    "AskerToMoveForm",
    "AskerWithCodeForm",
    "CodeForm",
    "FeedbackForm",
    "NearForm",
    "NewAddressForm",
    "QuestionForm",
    "SignsForm",
    "TypedField",
    "begun_token",
    "has_no_signs",
    "no_signs_token",
    "warned_token",
]
