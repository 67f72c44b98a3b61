"""Keep what reviewers say yes to, and the words that therapists use again and again."""

import django.db.models.deletion
import django.utils.timezone
import qa.rich_text
from django.db import migrations, models

DECISION_NEVER_CHANGES = """
CREATE FUNCTION qa_review_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'review % never changes', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'review_never_changes';
END $$;
CREATE TRIGGER review_never_changes BEFORE UPDATE ON qa_review
    FOR EACH ROW EXECUTE FUNCTION qa_review_never_changes();
"""
DECISION_NEVER_CHANGES_UNDO = """
DROP TRIGGER review_never_changes ON qa_review;
DROP FUNCTION qa_review_never_changes();
"""

RIGHTS = {
    "therapist": ["view_passage", "add_passage", "change_passage", "delete_passage"],
    "reviewer": ["view_passage", "add_passage", "change_passage", "delete_passage", "share_passage"],
    "manager": ["view_passage", "add_passage", "change_passage", "delete_passage", "share_passage"],
}


def grant(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="qa", model="passage"
    )
    for group, codenames in RIGHTS.items():
        rights = apps.get_model("auth", "Group").objects.get(name=group).permissions
        for codename in codenames:
            name = (
                "Can keep the passages that everybody uses"
                if codename == "share_passage"
                else f"Can {codename.replace('_', ' ')}"
            )
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            rights.add(permission)


def revoke(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="qa", content_type__model="passage"
    ).delete()



class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0003_claim_hours"),
        ("qa", "0023_set_times_and_sources"),
    ]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='What it is for, such as “When to see someone in person”.', max_length=80)),
                ('body', qa.rich_text.RichTextField(verbose_name='words')),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['title'],
                'permissions': [('share_passage', 'Can keep the passages that everybody uses')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decision', models.CharField(choices=[('approved', 'Approved'), ('returned', 'Returned to the author')], max_length=8)),
                ('publish_at', models.DateTimeField(null=True, verbose_name='to go public')),
                ('reason', models.TextField(blank=True, verbose_name='why it was returned')),
                ('is_accurate', models.BooleanField(null=True, verbose_name='It is accurate and up to date.')),
                ('is_in_scope', models.BooleanField(null=True, verbose_name='It stays within what a physical therapist may advise.')),
                ('is_general', models.BooleanField(null=True, verbose_name='It diagnoses nobody; it stays general.')),
                ('is_anonymous', models.BooleanField(null=True, verbose_name='Nobody can be recognized from it.')),
                ('has_warning_signs', models.BooleanField(null=True, verbose_name='It names the warning signs of its topic.')),
                ('is_plain', models.BooleanField(null=True, verbose_name='A patient understands it at first reading.')),
            ],
            options={
                'ordering': ['decided_at', 'id'],
            },
        ),
        migrations.AddField(
            model_name='passage',
            name='owner',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='clinics.therapist'),
        ),
        migrations.AddField(
            model_name='review',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='clinics.therapist'),
        ),
        migrations.AddField(
            model_name='review',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='qa.revision'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.UniqueConstraint(fields=('owner', 'title'), name='passage_title_once', nulls_distinct=False, violation_error_message='Choose another title; there is a passage of this name.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'approved'), _negated=True), models.Q(('is_accurate', True), ('is_anonymous', True), ('is_general', True), ('is_in_scope', True), ('is_plain', True), ('reviewer__isnull', False), models.Q(('has_warning_signs__isnull', True), ('has_warning_signs', True), _connector='OR')), _connector='OR'), name='review_approved_says_yes'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='review_returned_has_reason'),
        ),
        migrations.RunSQL(DECISION_NEVER_CHANGES, DECISION_NEVER_CHANGES_UNDO),
        migrations.RunPython(grant, revoke),
    ]
