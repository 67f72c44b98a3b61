"""Let managers read the audit, and move what Django's log kept into it, without the words in it."""

import json

from django.db import migrations

KINDS = {1: "added", 2: "changed", 3: "deleted"}
PLAIN_STEPS = {1: "add", 2: "change", 3: "delete"}
# What the desk wrote into the log, and the page that it happened on.
STEPS = {
    "The answer is begun; the question is yours.": "start",
    "The question is yours for a day.": "claim",
    "The question is given back to everybody.": "release",
    "The question is put aside as spam.": "quarantine",
    "The question waits again.": "restore",
    "Your answer is sent. Only the asker can read it.": "answer",
    "The question is declined. The asker gets your message.": "decline",
    "Sent for review.": "send",
    "You have it back as a draft.": "take_back",
    "The revision went back to its author with your reason.": "review",
    "The answer is published.": "approve",
    "A new draft has these words.": "restore",
    "Reviewed, no change.": "confirm",
    "The page is taken down.": "withdraw",
    "Change what you want; the page stays as it is.": "revise",
    "Asked for another try.": "retry",
}


def let_managers_read(apps, schema_editor):
    """Django creates permissions only after all migrations; the group needs it now."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model="auditentry"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_auditentry",
        defaults={"name": "Can view audit entry"},
    )
    apps.get_model("auth", "Group").objects.get(name="manager").permissions.add(permission)


def take_from_managers(apps, schema_editor):
    managers = apps.get_model("auth", "Group").objects.get(name="manager")
    managers.permissions.remove(*managers.permissions.filter(codename="view_auditentry"))


def move_log(apps, schema_editor):
    """The log quotes the beginning of questions, so nothing of it is left behind."""
    log = apps.get_model("admin", "LogEntry").objects
    entry_model = apps.get_model("qa", "AuditEntry")
    old = log.exclude(content_type=None).select_related("content_type").order_by("id")
    entry_model.objects.bulk_create(
        (as_entry(entry_model, entry) for entry in old.iterator()), batch_size=1000
    )
    log.all().delete()


def as_entry(entry_model, entry):
    kind = entry.content_type
    step = STEPS.get(entry.change_message) or PLAIN_STEPS[entry.action_flag]
    return entry_model(
        at=entry.action_time,
        person_id=entry.user_id,
        kind=KINDS[entry.action_flag],
        page=f"{kind.app_label}_{kind.model}_{step}",
        object_kind=f"{kind.app_label}.{kind.model}",
        object_key=str(entry.object_id)[:64],
        fields=labels(entry.change_message),
    )


def labels(message):
    try:
        parts = json.loads(message)
    except ValueError:
        return ""
    if not isinstance(parts, list):
        return ""
    fields = [label for part in parts for value in part.values() for label in value.get("fields", [])]
    return ", ".join(map(str, fields))[:500]


class Migration(migrations.Migration):
    dependencies = [
        ("qa", "0019_audit"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(let_managers_read, take_from_managers),
        migrations.RunPython(move_log, migrations.RunPython.noop),
    ]
