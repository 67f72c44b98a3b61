"""Keep who did what at the desk in rows that are written once and never changed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

WRITTEN_ONCE = """
CREATE FUNCTION qa_audit_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '6 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit is written once and kept for six years'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_written_once';
END $$;
CREATE TRIGGER audit_written_once BEFORE UPDATE OR DELETE ON qa_auditentry
    FOR EACH ROW EXECUTE FUNCTION qa_audit_is_written_once();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON qa_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION qa_audit_is_written_once();
"""
WRITTEN_ONCE_UNDO = """
DROP TRIGGER audit_never_emptied ON qa_auditentry;
DROP TRIGGER audit_written_once ON qa_auditentry;
DROP FUNCTION qa_audit_is_written_once();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0018_question_warning_signs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('looked', 'Looked at'), ('searched', 'Searched'), ('added', 'Added'), ('changed', 'Changed'), ('deleted', 'Deleted'), ('exported', 'Exported'), ('tried', 'Tried, nothing changed'), ('refused', 'Refused'), ('logged_in', 'Logged in'), ('login_failed', 'Login failed'), ('locked_out', 'Locked out'), ('logged_out', 'Logged out')], max_length=20)),
                ('page', models.CharField(help_text="The name of the page's address.", max_length=100)),
                ('object_kind', models.CharField(blank=True, max_length=100)),
                ('object_key', models.CharField(blank=True, max_length=64)),
                ('fields', models.CharField(blank=True, max_length=500, verbose_name='details')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(models.F('at'), name='audit_at'), models.Index(models.F('person'), models.F('at'), name='audit_person_at'), models.Index(models.F('kind'), models.F('at'), name='audit_kind_at'), models.Index(models.F('object_kind'), models.F('object_key'), models.F('at'), name='audit_object_at')],
            },
        ),
        migrations.RunSQL(WRITTEN_ONCE, WRITTEN_ONCE_UNDO),
    ]
