from . import (
    answers,
    audit,
    bookings,
    editions,
    finding,
    notices,
    passages,
    questions,
    revisions,
    staff,
    topics,
    warning_signs,
)

__all__ = [
    "answers",
    "audit",
    "bookings",
    "editions",
    "finding",
    "notices",
    "passages",
    "questions",
    "revisions",
    "staff",
    "topics",
    "warning_signs",
]
