"""Create the one organization, for a manager to name."""

from django.db import migrations


def create_organization(apps, schema_editor):
    apps.get_model("clinics", "Organization").objects.get_or_create(
        id=1, defaults={"name": "Our clinics"}
    )


class Migration(migrations.Migration):
    dependencies = [("clinics", "0001_initial")]

    operations = [migrations.RunPython(create_organization, migrations.RunPython.noop)]
