"""Put a first disclaimer and a first consent wording in force, for the clinic's counsel to read."""

from django.db import migrations

DISCLAIMER = (
    "This answer is general information. It is not a diagnosis, a treatment or medical advice "
    "for you, and reading it does not make you a patient of the therapist who wrote it. Only "
    "somebody who examines you can tell what is right for you, so please see a physical therapist "
    "or a physician about your own situation. It is not for emergencies: if you think you may be "
    "having one, call 911 now."
)
CONSENT = (
    "You may publish an edited version of my question, with nothing in it that tells who I am. "
    "I can ask you to take it down at any time. Saying no does not change the care I get."
)


def publish_first_editions(apps, schema_editor):
    for name, text in [("Disclaimer", DISCLAIMER), ("ConsentWording", CONSENT)]:
        apps.get_model("qa", name).objects.get_or_create(
            edition=1, defaults={"text": text, "is_current": True}
        )


class Migration(migrations.Migration):
    dependencies = [("qa", "0002_frozen_rows")]

    operations = [migrations.RunPython(publish_first_editions, migrations.RunPython.noop)]
