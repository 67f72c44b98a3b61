"""What staff type to an asker."""

from django import forms

from qa.forms import TypedField
from qa.models import Question

Reason = Question.DeclineReason

KIND_WORDS = {
    Reason.NEEDS_EXAMINATION: (
        "Thank you for writing to us. What you describe needs somebody to look at it in person, so "
        "we cannot answer it well in writing. Please book a visit at one of our clinics, or see "
        "your physician. Bring your question along; it is a good start for the first visit."
    ),
    Reason.NOT_PHYSICAL_THERAPY: (
        "Thank you for writing to us. Your question is outside of what physical therapists are "
        "trained for, and we do not want to guess. Your primary care office can answer it, or can "
        "tell you who does."
    ),
    Reason.NEEDS_OTHER_CARE: (
        "Thank you for writing to us. What you describe should be seen by a physician, and soon. "
        "Please call your physician today. If it gets worse, or if you cannot reach anybody, go "
        "to an urgent care center or call 911."
    ),
    Reason.ALREADY_ANSWERED: (
        "Thank you for writing to us. We have answered a question much like yours before. You "
        "find it when you search our site for the part of the body and what bothers you. If it "
        "leaves something open, please ask us again."
    ),
    Reason.NOT_A_QUESTION: (
        "Thank you for writing to us. We could not find a question about pain, injury or movement "
        "in your message. If there is one on your mind, please send it again in a sentence or "
        "two. For appointments and bills, please call your clinic."
    ),
}


class PrivateAnswerForm(forms.Form):
    use_required_attribute = False

    text = TypedField(
        label="Your answer",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
        error_messages={
            "required": "Write your answer.",
            "max_length": "Shorten your answer to %(limit_value)d characters.",
        },
    )


class DeclineForm(forms.Form):
    use_required_attribute = False

    message = TypedField(
        label="What the asker reads",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "true"}),
        error_messages={
            "required": "Write what the asker should know and what to do instead.",
            "max_length": "Shorten the text to %(limit_value)d characters.",
        },
    )
