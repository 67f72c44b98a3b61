"""Create the three groups of staff with their rights."""

from django.db import migrations

READS = ["qa.view_topic", "qa.view_disclaimer", "clinics.view_therapist", "clinics.view_clinic"]
THERAPIST = [
    *READS,
    "qa.view_question",
    "qa.change_question",
    "qa.view_answer",
    "qa.add_answer",
    "qa.change_answer",
    "qa.view_revision",
    "qa.add_revision",
    "qa.change_revision",
]
REVIEWER = [*THERAPIST, "qa.approve_revision", "qa.withdraw_answer"]
MANAGER = [
    "qa.view_question",
    "qa.change_question",
    "qa.view_asker",
    "qa.view_answer",
    "qa.change_answer",
    "qa.withdraw_answer",
    "qa.view_revision",
    "qa.add_topic",
    "qa.change_topic",
    "qa.delete_topic",
    "qa.view_topic",
    "qa.add_disclaimer",
    "qa.view_disclaimer",
    "qa.add_consentwording",
    "qa.view_consentwording",
    "qa.view_feedback",
    "clinics.view_organization",
    "clinics.change_organization",
    "clinics.view_organizationlink",
    "clinics.add_organizationlink",
    "clinics.change_organizationlink",
    "clinics.delete_organizationlink",
    "clinics.view_clinic",
    "clinics.add_clinic",
    "clinics.change_clinic",
    "clinics.view_openinghours",
    "clinics.add_openinghours",
    "clinics.change_openinghours",
    "clinics.delete_openinghours",
    "clinics.view_therapist",
    "clinics.add_therapist",
    "clinics.change_therapist",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
]
GROUPS = {"therapist": THERAPIST, "reviewer": REVIEWER, "manager": MANAGER}

OWN_NAMES = {
    "view_asker": "Can see who asked",
    "approve_revision": "Can review, approve and publish",
    "withdraw_answer": "Can take a published answer down",
}


def _permission(apps, right):
    """Django creates permissions only after all migrations; a group needs them now."""
    app_label, codename = right.split(".")
    model = {"view_asker": "question"}.get(codename, codename.split("_", 1)[1])
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    name = OWN_NAMES.get(codename, f"Can {codename.replace('_', ' ', 1)}")
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def create_groups(apps, schema_editor):
    for name, rights in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set([_permission(apps, right) for right in rights])


def delete_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("qa", "0003_first_editions"),
        ("clinics", "0002_the_organization"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, delete_groups)]
