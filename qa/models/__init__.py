from .answers import Answer, AnswerTopic, OldPath, OldSlug, RelatedAnswer
from .editions import ConsentWording, Disclaimer
from .feedback import Feedback
from .finding import Corpus, IndexedAnswer, Lexeme, Posting, SearchCount, Synonym, Word
from .notices import Notice
from .questions import Question
from .revisions import Revision
from .topics import Topic

__all__ = [
    "Answer",
    "AnswerTopic",
    "ConsentWording",
    "Corpus",
    "Disclaimer",
    "Feedback",
    "IndexedAnswer",
    "Lexeme",
    "Notice",
    "OldPath",
    "OldSlug",
    "Posting",
    "Question",
    "RelatedAnswer",
    "Revision",
    "SearchCount",
    "Synonym",
    "Topic",
    "Word",
]
