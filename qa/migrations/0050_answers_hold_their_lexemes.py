"""Keep the postings of each answer in one row beside those of each lexeme, with its title."""

import django.contrib.postgres.fields
from django.db import migrations, models

FILL = """
UPDATE qa_indexedanswer i SET title = r.title, lexemes = posting.lexemes, weights = posting.weights
FROM qa_revision r, (
    SELECT answer_id, array_agg(lexeme_id) AS lexemes, array_agg(round(10000 * weight)) AS weights
    FROM qa_posting GROUP BY answer_id
) AS posting
WHERE r.id = i.revision_id AND posting.answer_id = i.answer_id
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0049_recall_has_its_moment")]

    operations = [
        migrations.AddField("indexedanswer", "title", models.TextField(default=""), False),
        migrations.AddField(
            "indexedanswer",
            "lexemes",
            django.contrib.postgres.fields.ArrayField(models.IntegerField(), default=list),
            False,
        ),
        migrations.AddField(
            "indexedanswer",
            "weights",
            django.contrib.postgres.fields.ArrayField(
                models.SmallIntegerField(),
                default=list,
                help_text="Of each lexeme, in ten-thousandths.",
            ),
            False,
        ),
        migrations.RunSQL(FILL, ""),
    ]
