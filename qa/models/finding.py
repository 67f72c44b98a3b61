"""What search reads: the words of what is published, and nothing else.

`qa.search_index` keeps these tables in step with each approval and withdrawal.
"""

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchQueryField
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from qa.deidentify import find_identifiers

from .answers import Answer

MOST_WORDS_KEPT = 8  # of a search: more of them tell a story
DAYS_UNTIL_KEPT = 3  # on which the same was looked for: then it is nobody's own words
MOST_TOLD_APART = 1000  # different searches of a day: no robot fills the disk with more
REST = ""  # the digest of all others of that day


def phrase(field: str) -> models.GeneratedField:
    """A column that PostgreSQL keeps: the words of another one, in their order."""
    return models.GeneratedField(
        expression=SearchQuery(F(field), config="qa_english", search_type="phrase"),
        output_field=SearchQueryField(),
        db_persist=True,
    )


class Corpus(models.Model):
    """How many answers are published: one row, for the ranking formula."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    answer_count = models.PositiveIntegerField(default=0)
    meaning_version = models.BigIntegerField(
        default=0, db_default=0, help_text="Raised with every change of the vectors."
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="corpus_is_the_only_one")]

    def __str__(self) -> str:
        return f"{self.answer_count} answers"


class IndexedAnswer(models.Model):
    """What the index holds of an answer: its postings in one row, to score it without a search.

    A key to both columns of the answer lets the database refuse a revision that is not live.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True)
    revision = models.ForeignKey("Revision", models.CASCADE)
    title = models.TextField()
    lexemes = ArrayField(models.IntegerField())
    weights = ArrayField(
        models.SmallIntegerField(), help_text="Of each lexeme, in ten-thousandths."
    )

    class Meta:
        indexes = [
            models.Index(
                models.Func(F("title"), function="qa_title_words"), name="indexed_answer_title"
            ),
        ]

    def __str__(self) -> str:
        return str(self.answer)


class Lexeme(models.Model):
    """In how many answers a lexeme stands."""

    id = models.AutoField(primary_key=True)
    lexeme = models.TextField(unique=True)
    answer_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.lexeme


class Posting(models.Model):
    """That an answer holds a lexeme, and how much that says of the answer, from 0 to 1."""

    pk = models.CompositePrimaryKey("answer_id", "lexeme_id")
    answer = models.ForeignKey(Answer, models.CASCADE, db_index=False)
    lexeme = models.ForeignKey(Lexeme, models.CASCADE, db_index=False, db_constraint=False)
    weight = models.FloatField()

    class Meta:
        indexes = [
            # What a lexeme says most of comes first: a common one is not read to its end.
            models.Index(F("lexeme"), F("weight").desc(), include=["answer"], name="posting_best"),
        ]

    def __str__(self) -> str:
        return f"{self.lexeme_id} in {self.answer_id}"


class Meaning(models.Model):
    """What the live words of an answer mean, as the vector that a language model made of them."""

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True)
    revision = models.ForeignKey("Revision", models.CASCADE)
    vector = models.BinaryField(help_text="384 numbers of half precision; see qa.semantic.")
    made_by = models.CharField(max_length=64, help_text="SHA-256 of the model's file.")
    version = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.answer)


class Word(models.Model):
    """A word as it is written in some published answer; misspelled queries are corrected to it."""

    word = models.TextField(primary_key=True)
    lexeme = models.TextField(db_index=True)
    answer_count = models.PositiveIntegerField()
    traces = ArrayField(models.TextField(), null=True, help_text="See qa.spelling.")

    class Meta:
        indexes = [GinIndex(fields=["traces"], fastupdate=False, name="word_traces")]

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Two ways to say the same: what people say, and what clinicians write."""

    lay = models.CharField("what people say", max_length=60)
    clinical = models.CharField("what clinicians write", max_length=60)
    approved_on = models.DateField(
        "approved by a clinician on", null=True, blank=True, help_text="Empty: to be approved."
    )
    lay_phrase = phrase("lay")
    clinical_phrase = phrase("clinical")

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


_COUNT_SEARCH = """
WITH asked AS (
    -- A count that a crash loses hurts nobody; the reader does not wait for the disk.
    SELECT set_config('synchronous_commit', 'off', true),
           %(query)s::text AS query, %(digest)s::text AS digest, %(on)s::date AS day
),
known AS (
    SELECT FROM asked JOIN qa_searchcount c USING (digest) WHERE c.searched_on = asked.day
),
rest AS (
    SELECT FROM qa_searchcount c JOIN asked ON c.searched_on = asked.day
    WHERE c.digest = %(rest)s::text
),
told_apart AS (
    -- Each part is only asked where those before it leave it open: most searches cost one look.
    SELECT CASE
        WHEN EXISTS (SELECT FROM known) THEN true
        WHEN EXISTS (SELECT FROM rest) THEN false
        ELSE NOT EXISTS (
            SELECT FROM qa_searchcount c JOIN asked ON c.searched_on = asked.day
            OFFSET %(most)s::bigint - 1)
    END AS so
),
unknown AS MATERIALIZED (
    SELECT lexeme FROM asked, unnest(to_tsvector('qa_english', asked.query)) AS word
    WHERE NOT EXISTS (SELECT FROM qa_lexeme l WHERE l.lexeme = word.lexeme)
),
secret AS (
    SELECT FROM unknown WHERE NOT EXISTS (
        SELECT FROM qa_synonym s, CAST(quote_literal(unknown.lexeme) AS tsquery) AS asked_for
        WHERE s.lay_phrase @> asked_for OR s.clinical_phrase @> asked_for)
),
earlier AS (
    SELECT count(*) AS days FROM asked JOIN qa_searchcount c USING (digest)
    WHERE c.searched_on < asked.day
),
counted AS (
    INSERT INTO qa_searchcount (searched_on, digest, query, times, found)
    SELECT day, digest, CASE
        WHEN %(names_nobody)s AND (earlier.days >= %(days)s OR NOT EXISTS (SELECT FROM secret))
        THEN query ELSE '' END, 1, %(found)s::int
    FROM asked, earlier, told_apart WHERE told_apart.so
    UNION ALL
    SELECT day, %(rest)s::text, '', 1, 0 FROM asked, told_apart WHERE NOT told_apart.so
    ON CONFLICT (digest, searched_on)
        DO UPDATE SET times = qa_searchcount.times + 1, found = EXCLUDED.found
    RETURNING digest, searched_on, query
)
UPDATE qa_searchcount earlier SET query = counted.query FROM counted
WHERE earlier.digest = counted.digest AND earlier.searched_on < counted.searched_on
  AND earlier.query = '' AND counted.query <> ''
"""


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    def count_search(self, query: str, found: int, on: dt.date | None = None) -> None:
        """Count one search of a day; who searched and at what hour is not kept.

        Its words are kept only if they are short, name nobody, and are no secret: each stands in
        published answers or synonyms, or the same search was made on two earlier days. A day tells
        so many different searches apart; what comes new after them is counted together.
        """
        is_short = len(query.split()) <= MOST_WORDS_KEPT
        names_nobody = is_short and not find_identifiers(query)
        query = query.lower()
        parameters: dict[str, Any] = {
            "on": on or timezone.localdate(),
            "query": query,
            "digest": salted_hmac("qa.SearchCount", query, algorithm="sha256").hexdigest(),
            "found": found,
            "names_nobody": names_nobody,
            "days": DAYS_UNTIL_KEPT - 1,
            "most": MOST_TOLD_APART,
            "rest": REST,
        }
        with connection.prepared_cursor() as cursor:
            cursor.execute(_COUNT_SEARCH, parameters)

    def searched_by(self, on: dt.date) -> "SearchCountQuerySet":
        """The searches of a day and all days before it."""
        return self.filter(searched_on__lte=on)

    def told(self) -> "SearchCountQuerySet":
        """The searches whose words are kept."""
        return self.exclude(query="")

    def readable(self) -> "SearchCountQuerySet":
        """The searches whose words are kept, and on full days the sum of those not told apart."""
        return self.filter(~Q(query="") | Q(digest=REST))

    def without_result(self) -> "SearchCountQuerySet":
        """What people looked for and did not find, the most wanted first."""
        return self.told().filter(found=0).order_by("-times", "-searched_on")


class SearchCount(models.Model):
    """How often something was looked for on a day, and how many answers were found."""

    searched_on = models.DateField()
    digest = models.CharField(
        max_length=64,
        help_text="Tells equal searches by a secret key; empty: many counted together.",
    )
    query = models.CharField(max_length=200, help_text="Empty where the words are not kept.")
    times = models.PositiveIntegerField()
    found = models.PositiveIntegerField(help_text="50 stands for all that is more.")

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        ordering = ["-searched_on", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "searched_on"], name="search_count_once"),
        ]
        indexes = [models.Index(fields=["searched_on"], name="search_count_by_day")]

    def __str__(self) -> str:
        return self.query

    @property
    def is_rest(self) -> bool:
        return self.digest == REST
