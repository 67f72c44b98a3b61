"""Let managers see how many readers went on to book."""

from django.db import migrations


def grant(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model="bookingcount"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_bookingcount",
        defaults={"name": "Can view booking count"},
    )
    apps.get_model("auth", "Group").objects.get(name="manager").permissions.add(permission)


def revoke(apps, schema_editor):
    managers = apps.get_model("auth", "Group").objects.get(name="manager")
    managers.permissions.remove(*managers.permissions.filter(codename="view_bookingcount"))


class Migration(migrations.Migration):
    dependencies = [("qa", "0029_booking_counts")]

    operations = [migrations.RunPython(grant, revoke)]
