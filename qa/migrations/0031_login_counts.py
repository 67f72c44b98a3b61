"""Make the table in which all processes count tries to log in; Django's cache framework uses it."""

from django.db import migrations

CREATE = """
CREATE TABLE login_counts (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX login_counts_expires ON login_counts (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0030_rights_for_bookings")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE login_counts")]
