"""Approve for a set time; tell the question that led to a page from those it only answers too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0003_claim_hours"),
        ("qa", "0022_letters_to_staff"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='question',
            name='question_published_has_consent',
        ),
        migrations.AddField(
            model_name='answer',
            name='taken_back_at',
            field=models.DateTimeField(editable=False, help_text='Never public again.', null=True, verbose_name='taken back by its asker'),
        ),
        migrations.AddField(
            model_name='question',
            name='is_source',
            field=models.BooleanField(default=True, help_text="Then the page needs this asker's consent, and is gone when it is withdrawn.", verbose_name='its words led to the page'),
        ),
        migrations.AddField(
            model_name='revision',
            name='hold_reason',
            field=models.TextField(blank=True, editable=False, verbose_name='why it did not go public at its time'),
        ),
        migrations.AddField(
            model_name='revision',
            name='publish_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='goes public'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('scheduled', 'Approved for later'), ('approved', 'Approved')], default='draft', editable=False, max_length=9),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('taken_back_at__isnull', True), ('live_revision__isnull', True), _connector='OR'), name='answer_taken_back_is_not_live'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('is_source', False), models.Q(('consent_withdrawn_at__isnull', True), ('consented_at__isnull', False)), _connector='OR'), name='question_published_has_consent'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('publish_at__isnull', False), ('reviewer__isnull', False), ('status', 'scheduled')), models.Q(models.Q(('status', 'scheduled'), _negated=True), ('publish_at__isnull', True)), _connector='OR'), name='revision_scheduled_has_time_and_reviewer'),
        ),
    ]
