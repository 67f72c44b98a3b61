"""Where a question can stand, whom it can be about, and why it can be declined."""

from django.db import models


class Status(models.TextChoices):
    """Where a question stands; its transitions are the methods of `Question`."""

    RECEIVED = "received", "Waiting"
    DRAFTED = "drafted", "Being answered"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    ANSWERED_PRIVATELY = "answered_privately", "Answered privately"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    QUARANTINED = "quarantined", "Quarantined as spam"


class About(models.TextChoices):
    SELF = "self", "Me"
    CHILD = "child", "My child under 18"
    OTHER = "other", "Someone else"


class DeclineReason(models.TextChoices):
    NEEDS_EXAMINATION = "needs_examination", "It needs an examination in person"
    NOT_PHYSICAL_THERAPY = "not_physical_therapy", "It is not about physical therapy"
    NEEDS_OTHER_CARE = "needs_other_care", "It needs a physician or urgent care"
    ALREADY_ANSWERED = "already_answered", "It is answered on this site"
    NOT_A_QUESTION = "not_a_question", "It is not a question we can answer"


UNFINISHED = (Status.RECEIVED, Status.DRAFTED)
ON_THE_WAY_TO_THE_PUBLIC = (Status.DRAFTED, Status.IN_REVIEW, Status.PUBLISHED)
ANSWERED = (Status.PUBLISHED, Status.ANSWERED_PRIVATELY)
ENDED = (
    Status.PUBLISHED,
    Status.ANSWERED_PRIVATELY,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.QUARANTINED,
)
