from . import (
    answers,
    audit,
    bookings,
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
    "bookings",
    "editions",
    "finding",
    "notices",
    "questions",
    "revisions",
    "staff",
    "topics",
    "warning_signs",
]
