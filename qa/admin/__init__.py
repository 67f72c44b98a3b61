from . import (
    answers,
    editions,
    finding,
    notices,
    questions,
    revisions,
    staff,
    topics,
    warning_signs,
)

__all__ = [
    "answers",
    "editions",
    "finding",
    "notices",
    "questions",
    "revisions",
    "staff",
    "topics",
    "warning_signs",
]
