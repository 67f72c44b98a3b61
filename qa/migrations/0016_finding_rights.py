"""Let managers keep the synonyms and see what was looked for, and reviewers approve synonyms."""

from django.db import migrations

MANAGER = ["view_synonym", "add_synonym", "change_synonym", "delete_synonym", "view_searchcount"]
REVIEWER = ["view_synonym"]
GROUPS = {"manager": MANAGER, "reviewer": REVIEWER}


def _permission(apps, codename):
    """Django creates permissions only after all migrations; a group needs them now."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model=codename.split("_", 1)[1]
    )
    model_name = {"searchcount": "search count"}.get(content_type.model, content_type.model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.split('_')[0]} {model_name}"},
    )
    return permission


def give(apps, schema_editor):
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.add(*[_permission(apps, codename) for codename in codenames])


def take(apps, schema_editor):
    for name, codenames in GROUPS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*group.permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("qa", "0015_source_digest")]

    operations = [migrations.RunPython(give, take)]
