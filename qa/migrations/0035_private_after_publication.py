"""Let a question leave publication when its asker withdraws the consent only."""

from importlib import import_module

from django.db import migrations

STEPS = import_module("qa.migrations.0025_status_steps").QUESTION_STEPS
FUNCTION = STEPS[: STEPS.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
MORE = FUNCTION.replace(
    "'published>withdrawn',",
    "'published>withdrawn', 'published>answered_privately', 'published>received',",
)


class Migration(migrations.Migration):
    dependencies = [("qa", "0034_after_sending")]

    operations = [migrations.RunSQL(MORE, FUNCTION)]
