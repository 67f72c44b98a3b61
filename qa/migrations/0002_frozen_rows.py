"""Let the database itself keep what was approved: rules that no CHECK can say."""

from django.db import migrations

APPROVED_NEVER_CHANGES = """
CREATE FUNCTION qa_approved_revision_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'approved revision % never changes', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_approved_never_changes';
END $$;
CREATE TRIGGER revision_approved_never_changes BEFORE UPDATE ON qa_revision
    FOR EACH ROW WHEN (OLD.status = 'approved' AND OLD IS DISTINCT FROM NEW)
    EXECUTE FUNCTION qa_approved_revision_never_changes();
"""
APPROVED_NEVER_CHANGES_UNDO = """
DROP TRIGGER revision_approved_never_changes ON qa_revision;
DROP FUNCTION qa_approved_revision_never_changes();
"""

LIVE_IS_OWN_AND_APPROVED = """
CREATE FUNCTION qa_live_revision_is_own_and_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.live_revision_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM qa_revision r
        WHERE r.id = NEW.live_revision_id AND r.answer_id = NEW.id AND r.status = 'approved'
    ) THEN
        RAISE EXCEPTION 'revision % cannot be live for answer %', NEW.live_revision_id, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_live_revision_is_approved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_live_revision_is_approved
    BEFORE INSERT OR UPDATE OF live_revision_id, id ON qa_answer
    FOR EACH ROW EXECUTE FUNCTION qa_live_revision_is_own_and_approved();
"""
LIVE_IS_OWN_AND_APPROVED_UNDO = """
DROP TRIGGER answer_live_revision_is_approved ON qa_answer;
DROP FUNCTION qa_live_revision_is_own_and_approved();
"""

OLD_SLUG_STAYS_TAKEN = """
CREATE FUNCTION qa_old_slug_stays_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM qa_oldslug o WHERE o.slug = NEW.slug AND o.answer_id <> NEW.id) THEN
        RAISE EXCEPTION 'the address % redirects to another answer', NEW.slug
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'answer_slug_never_reused';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answer_slug_never_reused BEFORE INSERT OR UPDATE OF slug ON qa_answer
    FOR EACH ROW EXECUTE FUNCTION qa_old_slug_stays_taken();
"""
OLD_SLUG_STAYS_TAKEN_UNDO = """
DROP TRIGGER answer_slug_never_reused ON qa_answer;
DROP FUNCTION qa_old_slug_stays_taken();
"""

EDITION_KEEPS_ITS_WORDS = """
CREATE FUNCTION qa_edition_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'edition % keeps its words: publish a new edition', OLD.edition
        USING ERRCODE = 'check_violation', CONSTRAINT = 'edition_keeps_its_words';
END $$;
CREATE TRIGGER edition_keeps_its_words BEFORE UPDATE ON qa_disclaimer
    FOR EACH ROW WHEN ((OLD.edition, OLD.text) IS DISTINCT FROM (NEW.edition, NEW.text))
    EXECUTE FUNCTION qa_edition_keeps_its_words();
CREATE TRIGGER edition_keeps_its_words BEFORE UPDATE ON qa_consentwording
    FOR EACH ROW WHEN ((OLD.edition, OLD.text) IS DISTINCT FROM (NEW.edition, NEW.text))
    EXECUTE FUNCTION qa_edition_keeps_its_words();
"""
EDITION_KEEPS_ITS_WORDS_UNDO = """
DROP TRIGGER edition_keeps_its_words ON qa_disclaimer;
DROP TRIGGER edition_keeps_its_words ON qa_consentwording;
DROP FUNCTION qa_edition_keeps_its_words();
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0001_initial")]

    operations = [
        migrations.RunSQL(APPROVED_NEVER_CHANGES, APPROVED_NEVER_CHANGES_UNDO),
        migrations.RunSQL(LIVE_IS_OWN_AND_APPROVED, LIVE_IS_OWN_AND_APPROVED_UNDO),
        migrations.RunSQL(OLD_SLUG_STAYS_TAKEN, OLD_SLUG_STAYS_TAKEN_UNDO),
        migrations.RunSQL(EDITION_KEEPS_ITS_WORDS, EDITION_KEEPS_ITS_WORDS_UNDO),
    ]
