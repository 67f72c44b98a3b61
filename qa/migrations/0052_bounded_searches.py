"""Let a day's different searches be counted fast, so that a robot cannot fill the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0051_only_what_is_live_is_found")]

    operations = [
        migrations.AddIndex(
            "SearchCount",
            models.Index(fields=["searched_on"], name="search_count_by_day"),
        ),
        migrations.AlterField(
            "SearchCount",
            "digest",
            models.CharField(
                help_text="Tells equal searches by a secret key; empty: many counted together.",
                max_length=64,
            ),
        ),
    ]
