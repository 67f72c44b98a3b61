from django.db import models
from django.urls import reverse

from clinics.pictures import PictureField

from .published import published


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_answers(self) -> "TopicQuerySet":
        """Topics that have a published answer, each with their number as `answer_count`."""
        counted = self.annotate(answer_count=models.Count("answers", filter=published("answers__")))
        # Django drops the model's own order from a query that counts.
        return counted.filter(answer_count__gt=0).order_by(*self.model._meta.ordering)

    def in_use(self) -> "TopicQuerySet":
        """Topics that have a published answer, however many: nothing is counted."""
        pairs = Topic.answers.through.objects.filter(topic=models.OuterRef("pk"))
        return self.filter(models.Exists(pairs.filter(published("answer__"))))


class Topic(models.Model):
    """A body area or theme under which a visitor looks for answers."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField("last part of its address", max_length=60, unique=True)
    description = models.CharField(
        max_length=200, blank=True, help_text="One sentence; search engines show it."
    )
    picture = PictureField(
        upload_to="topics", blank=True, help_text="A small drawing; it decorates, it says nothing."
    )
    warning_signs = models.TextField(
        blank=True,
        help_text="One sign a line. Shown on every answer of this topic as “When to get help now”.",
    )
    urgent_advice = models.CharField(
        max_length=300, blank=True, help_text="What to do on any of these signs."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic-detail", args=[self.slug])

    @property
    def warning_sign_list(self) -> list[str]:
        return [line.strip() for line in self.warning_signs.splitlines() if line.strip()]


class AnswerTopic(models.Model):
    """That an answer belongs to a topic; a topic in use cannot be deleted."""

    answer = models.ForeignKey("Answer", models.CASCADE)
    topic = models.ForeignKey(Topic, models.PROTECT)

    class Meta:
        verbose_name = "topic"
        constraints = [
            models.UniqueConstraint(fields=["answer", "topic"], name="answer_topic_once"),
        ]

    def __str__(self) -> str:
        return str(self.topic)
