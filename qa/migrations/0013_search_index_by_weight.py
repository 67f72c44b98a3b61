"""Store in the index what a lexeme says of an answer, the best first, and traces of each word."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


def phrase(field):
    return models.GeneratedField(
        db_persist=True,
        expression=django.contrib.postgres.search.SearchQuery(
            models.F(field), config="qa_english", search_type="phrase"
        ),
        output_field=django.contrib.postgres.search.SearchQueryField(),
    )


class Migration(migrations.Migration):
    dependencies = [("qa", "0012_text_search")]

    operations = [
        migrations.DeleteModel("Posting"),
        migrations.DeleteModel("Lexeme"),
        migrations.DeleteModel("Word"),
        migrations.RunSQL("DELETE FROM qa_indexedanswer; DELETE FROM qa_corpus;", ""),
        migrations.RemoveField("IndexedAnswer", "length"),
        migrations.RemoveField("Corpus", "total_length"),
        migrations.CreateModel(
            "Lexeme",
            [
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("lexeme", models.TextField(unique=True)),
                ("answer_count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            "Word",
            [
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("lexeme", models.TextField(db_index=True)),
                ("answer_count", models.PositiveIntegerField()),
                (
                    "traces",
                    django.contrib.postgres.fields.ArrayField(
                        models.TextField(), help_text="See qa.spelling.", null=True, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["traces"], name="word_traces"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "Posting",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "answer_id",
                        "lexeme_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="qa.answer",
                    ),
                ),
                (
                    "lexeme",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="qa.lexeme",
                    ),
                ),
                ("weight", models.FloatField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("lexeme"),
                        models.OrderBy(models.F("weight"), descending=True),
                        include=("answer",),
                        name="posting_best",
                    )
                ]
            },
        ),
        migrations.AddField("Synonym", "lay_phrase", phrase("lay")),
        migrations.AddField("Synonym", "clinical_phrase", phrase("clinical")),
    ]
