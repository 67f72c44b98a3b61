"""Keep a vector of what each published answer means, for search by meaning."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0031_login_counts")]

    operations = [
        # A sequence never gives a number twice, not even after a rollback.
        migrations.RunSQL(
            "CREATE SEQUENCE qa_meaning_version", "DROP SEQUENCE qa_meaning_version"
        ),
        migrations.AddField(
            "Corpus",
            "meaning_version",
            models.BigIntegerField(
                default=0, db_default=0, help_text="Raised with every change of the vectors."
            ),
        ),
        migrations.CreateModel(
            "Meaning",
            [
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="qa.answer",
                    ),
                ),
                (
                    "vector",
                    models.BinaryField(help_text="384 numbers of half precision; see qa.semantic."),
                ),
                (
                    "made_by",
                    models.CharField(help_text="SHA-256 of the model's file.", max_length=64),
                ),
                ("version", models.BigIntegerField(db_index=True)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="qa.revision"
                    ),
                ),
            ],
        ),
    ]
