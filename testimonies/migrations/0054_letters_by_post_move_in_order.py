"""A letter by post is printed before it is posted, and is not printed while a case is suspended."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION paper_letters_move_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('waiting', 'printed'), ('waiting', 'set_aside'), ('printed', 'posted'),
        ('printed', 'set_aside'), ('posted', 'came_back'), ('came_back', 'waiting'),
        ('came_back', 'set_aside'))
    THEN
        RAISE EXCEPTION 'a letter by post does not go that way'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'printed' AND is_restrained(
        (SELECT case_id FROM testimonies_submission WHERE id = NEW.submission_id), 'suspension')
    THEN
        RAISE EXCEPTION 'nobody is written to while a case is suspended'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_letters_move_in_order BEFORE UPDATE ON testimonies_paperletter
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION paper_letters_move_in_order();
CREATE TRIGGER nobody_posts_to_their_own
    BEFORE UPDATE OF printed_by_id, posted_by_id ON testimonies_paperletter
    FOR EACH ROW EXECUTE FUNCTION nobody_decides_about_their_own('printed_by_id', 'posted_by_id');
CREATE TRIGGER an_erased_case_takes_nothing BEFORE INSERT ON testimonies_paperletter
    FOR EACH ROW EXECUTE FUNCTION an_erased_case_takes_nothing('submission');
"""
BACKWARD = """
DROP TRIGGER an_erased_case_takes_nothing ON testimonies_paperletter;
DROP TRIGGER nobody_posts_to_their_own ON testimonies_paperletter;
DROP TRIGGER paper_letters_move_in_order ON testimonies_paperletter;
DROP FUNCTION paper_letters_move_in_order();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0053_letters_go_by_post")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
