from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa", "0048_changed_mind")]

    operations = [
        migrations.AlterField(model_name="recall", name="since", field=models.DateTimeField()),
    ]
