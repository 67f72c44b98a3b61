"""Let questions and revisions change their status by the steps of the models and no other way."""

from django.db import migrations

QUESTION_STEPS = """
CREATE FUNCTION qa_question_goes_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text := CASE WHEN TG_OP = 'INSERT' THEN 'new' ELSE OLD.status END || '>' || NEW.status;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = NEW.status THEN
        RETURN NEW;
    END IF;
    IF step NOT IN (
        'new>received',
        'received>drafted', 'received>published', 'received>answered_privately',
        'received>declined', 'received>withdrawn', 'received>quarantined',
        'drafted>in_review', 'drafted>published', 'drafted>answered_privately',
        'drafted>declined', 'drafted>withdrawn',
        'in_review>drafted', 'in_review>published', 'in_review>withdrawn',
        'published>withdrawn',
        'answered_privately>withdrawn',
        'declined>withdrawn',
        'quarantined>received'
    ) OR (step IN ('received>published', 'drafted>published') AND NEW.is_source)
      OR (step = 'in_review>published' AND NOT NEW.is_source)
    THEN
        RAISE EXCEPTION 'question % cannot go %', NEW.id, step
            USING ERRCODE = 'check_violation', CONSTRAINT = 'question_goes_step_by_step';
    END IF;
    IF NEW.status = 'published' AND NOT EXISTS (
        SELECT 1 FROM qa_answer a WHERE a.id = NEW.answer_id AND a.live_revision_id IS NOT NULL
    ) OR NEW.status = 'in_review' AND NOT EXISTS (
        SELECT 1 FROM qa_revision r WHERE r.answer_id = NEW.answer_id AND r.status = 'in_review'
    ) THEN
        RAISE EXCEPTION 'question % is ahead of its answer', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'question_follows_its_answer';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER question_goes_step_by_step BEFORE INSERT OR UPDATE OF status ON qa_question
    FOR EACH ROW EXECUTE FUNCTION qa_question_goes_step_by_step();
"""
QUESTION_STEPS_UNDO = """
DROP TRIGGER question_goes_step_by_step ON qa_question;
DROP FUNCTION qa_question_goes_step_by_step();
"""

REVISION_STEPS = """
CREATE FUNCTION qa_revision_goes_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text := CASE WHEN TG_OP = 'INSERT' THEN 'new' ELSE OLD.status END || '>' || NEW.status;
BEGIN
    IF step NOT IN (
        'new>draft',
        'draft>draft', 'draft>in_review',
        'in_review>in_review', 'in_review>draft', 'in_review>scheduled', 'in_review>approved',
        'scheduled>scheduled', 'scheduled>draft', 'scheduled>in_review', 'scheduled>approved',
        'approved>approved'
    ) AND NOT (step = 'new>approved' AND NEW.is_imported) THEN
        RAISE EXCEPTION 'revision % cannot go %', NEW.id, step
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_goes_step_by_step';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        step <> 'draft>draft' AND (
            OLD.title, OLD.key_points, OLD.body, OLD.image, OLD.image_alt,
            OLD.image_is_decorative, OLD.call_to_action_heading, OLD.call_to_action_text,
            OLD.call_to_action_button, OLD.author_id
        ) IS DISTINCT FROM (
            NEW.title, NEW.key_points, NEW.body, NEW.image, NEW.image_alt,
            NEW.image_is_decorative, NEW.call_to_action_heading, NEW.call_to_action_text,
            NEW.call_to_action_button, NEW.author_id
        )
        OR step NOT IN ('draft>draft', 'in_review>in_review')
        AND OLD.edited_question IS DISTINCT FROM NEW.edited_question
    ) THEN
        RAISE EXCEPTION 'the words of revision % change in a draft only', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_words_change_in_a_draft';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_goes_step_by_step BEFORE INSERT OR UPDATE ON qa_revision
    FOR EACH ROW EXECUTE FUNCTION qa_revision_goes_step_by_step();
"""
REVISION_STEPS_UNDO = """
DROP TRIGGER revision_goes_step_by_step ON qa_revision;
DROP FUNCTION qa_revision_goes_step_by_step();
"""


class Migration(migrations.Migration):
    dependencies = [("qa", "0024_reviews_and_passages")]

    operations = [
        migrations.RunSQL(QUESTION_STEPS, QUESTION_STEPS_UNDO),
        migrations.RunSQL(REVISION_STEPS, REVISION_STEPS_UNDO),
    ]
