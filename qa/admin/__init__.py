from . import (
    answers,
    audit,
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
    "audit",
    "editions",
    "finding",
    "notices",
    "questions",
    "revisions",
    "staff",
    "topics",
    "warning_signs",
]
