"""Which answers have a vector: stored beside the index of words, by the same rules."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import F

from qa import search_index
from qa.models.answer_queryset import AnswerQuerySet
from qa.models.answers import Answer

_KEEP = """
WITH version AS (
    UPDATE qa_corpus SET meaning_version = nextval('qa_meaning_version') RETURNING meaning_version
)
INSERT INTO qa_meaning (answer_id, revision_id, vector, made_by, version)
SELECT a.id, a.live_revision_id, new.vector, %(made_by)s, version.meaning_version
FROM unnest(%(answers)s::bigint[], %(revisions)s::bigint[], %(vectors)s::bytea[])
    AS new (answer_id, revision_id, vector)
JOIN qa_answer a ON a.id = new.answer_id AND a.live_revision_id = new.revision_id
CROSS JOIN version
ON CONFLICT (answer_id) DO UPDATE SET revision_id = EXCLUDED.revision_id,
    vector = EXCLUDED.vector, made_by = EXCLUDED.made_by, version = EXCLUDED.version
"""


def lacking(made_by: str) -> AnswerQuerySet:
    """Return the published answers whose live words have no vector by this model."""
    has_one = {"meaning__made_by": made_by, "meaning__revision": F("live_revision")}
    return Answer.objects.published().exclude(**has_one)


def texts(answer_ids: list[int]) -> Iterator[tuple[int, int, str, str]]:
    """Return key, live revision, question and everything of these answers, in plain words."""
    for answer in Answer.objects.published().with_words().filter(pk__in=answer_ids):
        live = answer.live_revision
        question = list(dict.fromkeys([live.title, live.edited_question]))
        everything = [*question, *live.key_points, live.body_text]
        yield answer.pk, live.pk, "\n".join(question), "\n".join(everything)


@transaction.atomic
def keep(rows: list[tuple[int, int, bytes]], made_by: str) -> None:
    """Store vectors, given with answer and revision, unless the words changed meanwhile."""
    search_index.lock()
    answers, revisions, vectors = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "answers": list(answers),
                "revisions": list(revisions),
                "vectors": list(vectors),
                "made_by": made_by,
            },
        )
