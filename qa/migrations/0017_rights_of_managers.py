"""Let managers look after warning signs and letters."""

from django.db import migrations

RIGHTS = {
    "warningsign": ["view", "add", "change"],
    "notice": ["view"],
}
NAMES = {"warningsign": "warning sign"}


def grant(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    managers = apps.get_model("auth", "Group").objects.get(name="manager")
    for model, verbs in RIGHTS.items():
        content_type, _ = content_types.get_or_create(app_label="qa", model=model)
        for verb in verbs:
            permission, _ = permissions.get_or_create(
                content_type=content_type,
                codename=f"{verb}_{model}",
                defaults={"name": f"Can {verb} {NAMES.get(model, model)}"},
            )
            managers.permissions.add(permission)


def revoke(apps, schema_editor):
    managers = apps.get_model("auth", "Group").objects.get(name="manager")
    permissions = apps.get_model("auth", "Permission").objects
    managers.permissions.remove(
        *permissions.filter(content_type__app_label="qa", content_type__model__in=RIGHTS)
    )


class Migration(migrations.Migration):
    dependencies = [("qa", "0016_finding_rights")]

    operations = [migrations.RunPython(grant, revoke)]
