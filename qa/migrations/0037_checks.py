"""Keep what the checks of an answer need: reasons, and whether links answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FROZEN = """
CREATE FUNCTION qa_dismissal_stays_with_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM qa_revision r
        WHERE r.id IN (OLD.revision_id, NEW.revision_id) AND r.status = 'approved'
    ) THEN
        RAISE EXCEPTION 'what was said about an approved revision never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dismissal_stays_with_approved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dismissal_stays_with_approved BEFORE INSERT OR UPDATE ON qa_dismissal
    FOR EACH ROW EXECUTE FUNCTION qa_dismissal_stays_with_approved();
"""
FROZEN_UNDO = """
DROP TRIGGER dismissal_stays_with_approved ON qa_dismissal;
DROP FUNCTION qa_dismissal_stays_with_approved();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0036_taken_back_page'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.URLField(max_length=2000, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('is_answering', models.BooleanField(help_text='Empty: not known yet, or it may not be asked from here.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Dismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of kind and words')),
                ('reason', models.CharField(max_length=200)),
                ('dismissed_at', models.DateTimeField()),
                ('dismissed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dismissals', to='qa.revision')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('revision', 'digest'), name='dismissal_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='dismissal_has_reason')],
            },
        ),
        migrations.RunSQL(FROZEN, FROZEN_UNDO),
    ]
