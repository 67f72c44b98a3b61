"""Raise the version also with the wording of the consent: each process keeps the one in force."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("qa", "0045_recalls")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER page_change_noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
            " ON qa_consentwording FOR EACH STATEMENT EXECUTE FUNCTION qa_note_page_change()",
            "DROP TRIGGER page_change_noted ON qa_consentwording",
        ),
    ]
