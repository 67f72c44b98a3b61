import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('qa', '0025_status_steps'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnsweredCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted_on', models.DateField(verbose_name='on')),
                ('times', models.PositiveIntegerField(verbose_name='people')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answered_counts', to='qa.answer')),
            ],
            options={
                'verbose_name': 'question answered beforehand',
                'verbose_name_plural': 'questions answered beforehand',
                'ordering': ['-counted_on', '-times'],
                'constraints': [models.UniqueConstraint(fields=('answer', 'counted_on'), name='answered_count_once')],
            },
        ),
    ]
