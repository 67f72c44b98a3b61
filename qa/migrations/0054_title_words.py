"""Let an answer be found by its title as a whole, however many others hold the same words."""

from django.db import migrations, models

MAKE = r"""
CREATE FUNCTION qa_title_words(title text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(lower(title), '\W+', ' ', 'g'));
"""
UNDO = "DROP FUNCTION qa_title_words(text)"


class Migration(migrations.Migration):
    dependencies = [("qa", "0053_room_for_counts")]

    operations = [
        migrations.RunSQL(MAKE, UNDO),
        migrations.AddIndex(
            "IndexedAnswer",
            models.Index(
                models.Func(models.F("title"), function="qa_title_words"),
                name="indexed_answer_title",
            ),
        ),
        migrations.AlterField(
            "SearchCount",
            "found",
            models.PositiveIntegerField(help_text="50 stands for all that is more."),
        ),
    ]
