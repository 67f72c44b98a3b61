"""Name the reason of a stop by what is true of every stop; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0054_title_words")]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="hold_reason",
            field=models.TextField(
                blank=True, editable=False, verbose_name="why it was stopped before it went public"
            ),
        ),
    ]
