"""What search reads: the words of what is published, and nothing else.

`qa.search_index` keeps these tables in step with each approval and withdrawal.
"""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from .answers import Answer


class Corpus(models.Model):
    """How much is published: one row, for the ranking formula."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    answer_count = models.PositiveIntegerField(default=0)
    total_length = models.FloatField(default=0, help_text="Weighted number of words.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="corpus_is_the_only_one")]

    def __str__(self) -> str:
        return f"{self.answer_count} answers"


class IndexedAnswer(models.Model):
    """Which revision of an answer the index holds, and how long it is."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True)
    revision = models.ForeignKey("Revision", models.CASCADE)
    length = models.FloatField()

    def __str__(self) -> str:
        return str(self.answer)


class Posting(models.Model):
    """That an answer holds a lexeme, and how much of it: title words count several times."""

    answer = models.ForeignKey(Answer, models.CASCADE, db_index=False)
    lexeme = models.TextField()
    frequency = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lexeme", "answer"], include=["frequency"], name="posting_once"
            ),
        ]
        indexes = [models.Index("answer", name="posting_answer")]

    def __str__(self) -> str:
        return self.lexeme


class Lexeme(models.Model):
    """In how many answers a lexeme stands."""

    lexeme = models.TextField(primary_key=True)
    answer_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.lexeme


class Word(models.Model):
    """A word as it is written in some published answer; misspelled queries are corrected to it."""

    word = models.TextField(primary_key=True)
    answer_count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(Length("word"), name="word_length")]

    def __str__(self) -> str:
        return self.word


def lexemes_of(field: str) -> models.GeneratedField:
    """A column that PostgreSQL fills with the lexemes of another one."""
    return models.GeneratedField(
        expression=models.Func(
            field, template="tsvector_to_array(to_tsvector('english', %(expressions)s))"
        ),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )


class Synonym(models.Model):
    """Two ways to say the same: what people say, and what clinicians write."""

    lay = models.CharField("what people say", max_length=60)
    clinical = models.CharField("what clinicians write", max_length=60)
    lay_lexemes = lexemes_of("lay")
    clinical_lexemes = lexemes_of("clinical")
    approved_on = models.DateField(
        "approved by a clinician on", null=True, blank=True, help_text="Empty: to be approved."
    )

    class Meta:
        ordering = ["lay"]
        constraints = [
            models.UniqueConstraint(
                fields=["lay", "clinical"],
                name="synonym_once",
                violation_error_message="This pair exists already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lay} ↔ {self.clinical}"


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    def count_search(self, query: str, found: int, on: dt.date | None = None) -> None:
        """Count one search of a day; who searched and at what hour is not kept."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO qa_searchcount (searched_on, query, times, found)"
                " VALUES (%s, %s, 1, %s) ON CONFLICT (searched_on, query)"
                " DO UPDATE SET times = qa_searchcount.times + 1, found = EXCLUDED.found",
                [on or timezone.localdate(), query.lower(), found],
            )

    def without_result(self) -> "SearchCountQuerySet":
        """What people looked for and did not find, the most wanted first."""
        return self.filter(found=0).order_by("-times", "-searched_on")


class SearchCount(models.Model):
    """How often something was looked for on a day, and how many answers were found."""

    searched_on = models.DateField()
    query = models.CharField(max_length=200)
    times = models.PositiveIntegerField()
    found = models.PositiveIntegerField()

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        ordering = ["-searched_on", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["searched_on", "query"], name="search_count_once"),
        ]

    def __str__(self) -> str:
        return self.query
