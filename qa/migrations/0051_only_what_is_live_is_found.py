"""Let the search index hold the live revision of an answer and no other, to the database."""

from django.db import migrations, models

KEEP = """
ALTER TABLE qa_indexedanswer ADD CONSTRAINT indexed_answer_is_live
    FOREIGN KEY (answer_id, revision_id) REFERENCES qa_answer (id, live_revision_id)
    DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE qa_indexedanswer DROP CONSTRAINT indexed_answer_is_live"


class Migration(migrations.Migration):
    dependencies = [("qa", "0050_answers_hold_their_lexemes")]

    operations = [
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(
                fields=["id", "live_revision"], name="answer_and_its_live_revision"
            ),
        ),
        migrations.RunSQL(KEEP, DROP),
    ]
