"""Let what is said of words that look identifying change in a draft only, and go only with it."""

import django.db.models.deletion
from django.db import migrations, models

# The database itself deletes the reasons of a revision that is deleted: the trigger finds no
# revision then, and refuses every other deletion.
GO_WITH_THEIR_REVISION = """
DO $$ DECLARE old text;
BEGIN
    SELECT conname INTO old FROM pg_constraint
    WHERE contype = 'f' AND conrelid = 'qa_dismissal'::regclass
        AND confrelid = 'qa_revision'::regclass;
    EXECUTE 'ALTER TABLE qa_dismissal DROP CONSTRAINT ' || quote_ident(old);
END $$;
ALTER TABLE qa_dismissal ADD CONSTRAINT dismissal_revision_fk FOREIGN KEY (revision_id)
    REFERENCES qa_revision (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
GO_WITH_THEIR_REVISION_UNDO = """
ALTER TABLE qa_dismissal DROP CONSTRAINT dismissal_revision_fk;
ALTER TABLE qa_dismissal ADD CONSTRAINT dismissal_revision_fk FOREIGN KEY (revision_id)
    REFERENCES qa_revision (id) DEFERRABLE INITIALLY DEFERRED;
"""

CHANGE_IN_A_DRAFT = """
CREATE FUNCTION qa_dismissal_changes_in_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM qa_revision r
        WHERE r.id IN (OLD.revision_id, NEW.revision_id) AND r.status <> 'draft'
    ) THEN
        RAISE EXCEPTION 'what is said of the words of a revision changes in a draft only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dismissal_changes_in_a_draft';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER dismissal_changes_in_a_draft BEFORE INSERT OR UPDATE OR DELETE ON qa_dismissal
    FOR EACH ROW EXECUTE FUNCTION qa_dismissal_changes_in_a_draft();
DROP TRIGGER dismissal_stays_with_approved ON qa_dismissal;
DROP FUNCTION qa_dismissal_stays_with_approved();
"""
CHANGE_IN_A_DRAFT_UNDO = """
DROP TRIGGER dismissal_changes_in_a_draft ON qa_dismissal;
DROP FUNCTION qa_dismissal_changes_in_a_draft();
CREATE FUNCTION qa_dismissal_stays_with_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM qa_revision r
        WHERE r.id IN (OLD.revision_id, NEW.revision_id) AND r.status = 'approved'
    ) THEN
        RAISE EXCEPTION 'what was said about an approved revision never changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dismissal_stays_with_approved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dismissal_stays_with_approved BEFORE INSERT OR UPDATE ON qa_dismissal
    FOR EACH ROW EXECUTE FUNCTION qa_dismissal_stays_with_approved();
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0038_revision_sent_by")]

    operations = [
        migrations.AlterField(
            model_name="dismissal",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="dismissals",
                to="qa.revision",
            ),
        ),
        migrations.RunSQL(GO_WITH_THEIR_REVISION, GO_WITH_THEIR_REVISION_UNDO),
        migrations.RunSQL(CHANGE_IN_A_DRAFT, CHANGE_IN_A_DRAFT_UNDO),
    ]
