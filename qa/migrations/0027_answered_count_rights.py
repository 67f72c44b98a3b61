"""Let managers see which answers were enough."""

from django.db import migrations


def give(apps, schema_editor):
    """Django creates permissions only after all migrations; a group needs this one now."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model="answeredcount"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_answeredcount",
        defaults={"name": "Can view question answered beforehand"},
    )
    apps.get_model("auth", "Group").objects.get(name="manager").permissions.add(permission)


def take(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name="manager")
    group.permissions.remove(*group.permissions.filter(codename="view_answeredcount"))


class Migration(migrations.Migration):
    dependencies = [("qa", "0026_answered_count")]

    operations = [migrations.RunPython(give, take)]
