"""Keep the words of a search only where they tell of nobody; forget those kept before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0032_meanings")]

    operations = [
        migrations.RunSQL("DELETE FROM qa_searchcount", migrations.RunSQL.noop),
        migrations.RemoveConstraint("SearchCount", "search_count_once"),
        migrations.AddField(
            "SearchCount",
            "digest",
            models.CharField(
                default="", help_text="Tells equal searches by a secret key.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "SearchCount",
            "query",
            models.CharField(help_text="Empty where the words are not kept.", max_length=200),
        ),
        migrations.AddConstraint(
            "SearchCount",
            models.UniqueConstraint(fields=["digest", "searched_on"], name="search_count_once"),
        ),
    ]
