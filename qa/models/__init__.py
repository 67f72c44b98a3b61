from .additions import Addition
from .address_changes import AddressChange
from .answered_counts import AnsweredCount
from .answers import Answer
from .audit import AuditEntry
from .bookings import BookingCount
from .dismissals import Dismissal
from .editions import ConsentWording, Disclaimer
from .erasures import ConsentRecord, Erasure
from .feedback import Feedback
from .finding import Corpus, IndexedAnswer, Lexeme, Meaning, Posting, SearchCount, Synonym, Word
from .link_checks import LinkCheck
from .neighbors import RelatedAnswer
from .notices import Notice, UnwantedLetter
from .page_addresses import GoneAddress, OldPath, OldSlug
from .pages import PageVersion
from .passages import Passage
from .questions import Question
from .recalls import Recall
from .reviews import Review
from .revisions import Revision
from .sendings import Sending, WrongTry
from .topics import AnswerTopic, Topic
from .warning_signs import WarningSign

__all__ = [
    "Addition",
    "AddressChange",
    "Answer",
    "AnswerTopic",
    "AnsweredCount",
    "AuditEntry",
    "BookingCount",
    "ConsentRecord",
    "ConsentWording",
    "Corpus",
    "Disclaimer",
    "Dismissal",
    "Erasure",
    "Feedback",
    "GoneAddress",
    "IndexedAnswer",
    "Lexeme",
    "LinkCheck",
    "Meaning",
    "Notice",
    "OldPath",
    "OldSlug",
    "PageVersion",
    "Passage",
    "Posting",
    "Question",
    "Recall",
    "RelatedAnswer",
    "Review",
    "Revision",
    "SearchCount",
    "Sending",
    "Synonym",
    "Topic",
    "UnwantedLetter",
    "WarningSign",
    "Word",
    "WrongTry",
]
