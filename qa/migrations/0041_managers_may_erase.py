"""Let managers erase a question for an asker who asks for it by phone."""

from django.db import migrations


def grant(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model="question"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="delete_question",
        defaults={"name": "Can delete question"},
    )
    apps.get_model("auth", "Group").objects.get(name="manager").permissions.add(permission)


def revoke(apps, schema_editor):
    managers = apps.get_model("auth", "Group").objects.get(name="manager")
    managers.permissions.remove(*managers.permissions.filter(codename="delete_question"))


class Migration(migrations.Migration):
    dependencies = [("qa", "0040_asking_indexes")]

    operations = [migrations.RunPython(grant, revoke)]
