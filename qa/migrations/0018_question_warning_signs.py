from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinics', '0002_the_organization'),
        ('qa', '0017_rights_of_managers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='question',
            name='question_status_received',
        ),
        migrations.AddField(
            model_name='question',
            name='has_warning_signs',
            field=models.BooleanField(db_default=False, default=False, editable=False, help_text='Found by a program when it came in; only a person can say what they mean.', verbose_name='words that may be warning signs'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(models.F('status'), models.OrderBy(models.F('has_warning_signs'), descending=True), models.F('received_at'), name='question_queue'),
        ),
    ]
