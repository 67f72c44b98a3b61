"""What the database keeps of an answer; its steps are in `answers.py`."""

from django.db import models
from django.db.models import F, Q

from .page_addresses import MAX_SLUG_LENGTH
from .published import published
from .topics import Topic


class AnswerRow(models.Model):
    """The columns of an answer and the rules that the database keeps about them."""

    slug = models.SlugField(
        "address",
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        null=True,
        blank=True,
        help_text="The last part of the page's address; made from the title at the first approval.",
    )
    topics = models.ManyToManyField(Topic, through="AnswerTopic", related_name="answers")
    live_revision = models.OneToOneField(
        "Revision", models.RESTRICT, null=True, editable=False, related_name="live_for"
    )
    related = models.ManyToManyField("self", through="RelatedAnswer", symmetrical=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField("first published", null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    taken_back_at = models.DateTimeField(
        "taken back by its asker", null=True, editable=False, help_text="Never public again."
    )
    last_reviewed_on = models.DateField("last reviewed", null=True, editable=False)
    next_review_on = models.DateField("next review due", null=True, editable=False)
    source_id = models.CharField(
        "identifier in the system it came from",
        max_length=120,
        unique=True,
        null=True,
        editable=False,
    )
    source_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the line it was last imported from: tells whether that line has changed.",
    )

    class Meta:
        abstract = True
        permissions = [("withdraw_answer", "Can take a published answer down")]
        indexes = [
            models.Index(
                F("published_at").desc(),
                F("id").desc(),
                condition=published(),
                name="answer_published_newest",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(live_revision__isnull=True)
                | Q(slug__isnull=False, published_at__isnull=False),
                name="answer_published_has_address",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(live_revision__isnull=True),
                name="answer_withdrawn_is_not_live",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(live_revision__isnull=True),
                name="answer_taken_back_is_not_live",
            ),
            # The search index refers to both: it cannot hold words that are not live.
            models.UniqueConstraint(
                fields=["id", "live_revision"], name="answer_and_its_live_revision"
            ),
        ]
