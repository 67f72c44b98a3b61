from .answers import Answer, AnswerTopic, OldSlug, RelatedAnswer
from .editions import ConsentWording, Disclaimer
from .feedback import Feedback
from .notices import Notice
from .questions import Question
from .revisions import Revision
from .sendings import Sending
from .topics import Topic
from .warning_signs import WarningSign

__all__ = [
    "Answer",
    "AnswerTopic",
    "ConsentWording",
    "Disclaimer",
    "Feedback",
    "Notice",
    "OldSlug",
    "Question",
    "RelatedAnswer",
    "Revision",
    "Sending",
    "Topic",
    "WarningSign",
]
