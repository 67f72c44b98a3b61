"""What visitors type, cleaned, and what they are told when something is missing."""

from .asker import AdditionForm, AskerForm, CodeForm, NewAddressForm
from .feedback import FeedbackForm, feedback_handle
from .fields import TypedField, without_control_characters
from .question import QuestionForm
from .signs import SignsForm, has_no_signs, no_signs_token

__all__ = [
    "AdditionForm",
    "AskerForm",
    "CodeForm",
    "FeedbackForm",
    "NewAddressForm",
    "QuestionForm",
    "SignsForm",
    "TypedField",
    "feedback_handle",
    "has_no_signs",
    "no_signs_token",
    "without_control_characters",
]
