"""What the database keeps of a revision; its steps are in `revisions.py`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from clinics.models import Therapist
from clinics.pictures import PictureField
from qa.rich_text import RichTextField

from .answers import Answer
from .editions import Disclaimer
from .revision_rules import MAX_KEY_POINTS, MIN_KEY_POINTS


class RevisionRow(models.Model):
    """The columns of a revision and the rules that the database keeps about them."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        SCHEDULED = "scheduled", "Approved for later"
        APPROVED = "approved", "Approved"

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(editable=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT, editable=False)
    title = models.CharField(
        max_length=200,
        blank=True,
        help_text="The asker's own plain question, as one would ask it. It becomes the heading.",
    )
    edited_question = models.TextField(
        max_length=2000,
        blank=True,
        help_text="The question in words that nobody can be recognized by. The public reads this.",
    )
    key_points = ArrayField(
        models.CharField(max_length=250),
        default=list,
        blank=True,
        verbose_name="things to know",
        help_text="2 to 5 short points, one a line.",
    )
    body = RichTextField("answer", blank=True)
    image = PictureField(
        upload_to="answers", blank=True, help_text="JPEG, PNG or WebP, up to 5 MB. Never a patient."
    )
    image_alt = models.CharField(
        "what the image shows",
        max_length=200,
        blank=True,
        help_text="One sentence for readers who cannot see it.",
    )
    image_is_decorative = models.BooleanField(
        "the image only decorates", default=False, help_text="Then it needs no words."
    )
    call_to_action_heading = models.CharField(max_length=120, blank=True)
    call_to_action_text = models.TextField(max_length=400, blank=True)
    call_to_action_button = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(
        Therapist, models.PROTECT, null=True, blank=True, related_name="written_revisions"
    )
    reviewer = models.ForeignKey(
        Therapist, models.PROTECT, null=True, editable=False, related_name="reviewed_revisions"
    )
    disclaimer = models.ForeignKey(
        Disclaimer, models.PROTECT, null=True, editable=False, related_name="revisions"
    )
    is_imported = models.BooleanField("moved in from elsewhere", default=False, editable=False)
    is_approved_alone = models.BooleanField("approved by its author", default=False, editable=False)
    return_reason = models.TextField("why it was returned", blank=True, editable=False)
    publish_at = models.DateTimeField("goes public", null=True, editable=False)
    hold_reason = models.TextField(
        "why it was stopped before it went public", blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sent_for_review_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey(
        Therapist, models.PROTECT, null=True, editable=False, related_name="sent_revisions"
    )
    approved_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["-number"]
        permissions = [("approve_revision", "Can review, approve and publish")]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["answer"],
                condition=~Q(status="approved"),
                name="revision_open_once",
                violation_error_message="Finish the revision that is already open.",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False)
                | (~Q(status="approved") & Q(approved_at__isnull=True)),
                name="revision_approved_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status="scheduled", publish_at__isnull=False, reviewer__isnull=False)
                | (~Q(status="scheduled") & Q(publish_at__isnull=True)),
                name="revision_scheduled_has_time_and_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(status="approved", is_imported=True)
                | Q(sent_for_review_at__isnull=False, author__isnull=False),
                name="revision_sent_has_author_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(disclaimer__isnull=False),
                name="revision_approved_has_disclaimer",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(is_imported=True) | Q(reviewer__isnull=False),
                name="revision_approved_has_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | Q(is_imported=True)
                | Q(key_points__len__gte=MIN_KEY_POINTS, key_points__len__lte=MAX_KEY_POINTS),
                name="revision_approved_has_key_points",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True)
                | Q(is_approved_alone=True)
                | ~Q(author=F("reviewer")),
                name="revision_reviewer_is_another",
                violation_error_message="Ask another therapist to review it.",
            ),
            models.CheckConstraint(
                condition=Q(image="") | Q(image_is_decorative=True) | ~Q(image_alt=""),
                name="revision_image_has_alt",
                violation_error_message="Say what the image shows, or mark it as decorative.",
            ),
        ]
