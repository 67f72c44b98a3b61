"""Fill the search index anew where something is published already."""

from django.db import migrations

from qa import search_index


def index_published(apps, schema_editor):
    published = apps.get_model("qa", "Answer").objects.filter(live_revision__isnull=False)
    search_index.add(published.values_list("pk", flat=True))


class Migration(migrations.Migration):
    dependencies = [("qa", "0013_search_index_by_weight")]

    operations = [migrations.RunPython(index_published, migrations.RunPython.noop)]
