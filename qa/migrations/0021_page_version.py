"""Raise the version of the public pages with every change of what the public sees."""

from django.db import migrations, models

# Every table that a reading page shows something of. Revisions are not among them: the words of a
# live one never change, and drafts are nobody's to see.
TABLES = [
    "clinics_clinic",
    "clinics_openinghours",
    "clinics_organization",
    "clinics_organizationlink",
    "clinics_therapist",
    "qa_answer",
    "qa_answertopic",
    "qa_disclaimer",
    "qa_oldpath",
    "qa_oldslug",
    "qa_relatedanswer",
    "qa_topic",
]

# A statement only notes that its transaction changes something: it waits for nobody. The number
# itself is raised at the commit, so its lock is held for a moment and always taken last.
NOTE = """
CREATE TABLE qa_pagechange (transaction xid8 PRIMARY KEY);
CREATE FUNCTION qa_note_page_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO qa_pagechange VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
NOTE_UNDO = """
DROP FUNCTION qa_note_page_change();
DROP TABLE qa_pagechange;
"""

# Not below the clock, so that a number never comes back after a backup is restored.
RAISE = """
CREATE FUNCTION qa_raise_page_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    raised bigint;
BEGIN
    INSERT INTO qa_pageversion (id, number)
    VALUES (1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
    ON CONFLICT (id) DO UPDATE
        SET number = greatest(qa_pageversion.number + 1, EXCLUDED.number)
    RETURNING number INTO raised;
    DELETE FROM qa_pagechange WHERE transaction = NEW.transaction;
    PERFORM pg_notify('page_version', raised::text);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER page_version_raised AFTER INSERT ON qa_pagechange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION qa_raise_page_version();
"""
RAISE_UNDO = """
DROP TRIGGER page_version_raised ON qa_pagechange;
DROP FUNCTION qa_raise_page_version();
"""


def watched(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER page_change_noted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION qa_note_page_change()",
        f"DROP TRIGGER page_change_noted ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0002_the_organization"),
        ("qa", "0020_audit_instead_of_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="page_version_is_the_only_one"
                    )
                ],
            },
        ),
        migrations.RunSQL(NOTE, NOTE_UNDO),
        migrations.RunSQL(RAISE, RAISE_UNDO),
        *map(watched, TABLES),
    ]
