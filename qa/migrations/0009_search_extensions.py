"""Let PostgreSQL fold accents and measure how far two words are apart."""

from django.contrib.postgres.operations import CreateExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("qa", "0008_sendings")]

    operations = [UnaccentExtension(), CreateExtension("fuzzystrmatch")]
