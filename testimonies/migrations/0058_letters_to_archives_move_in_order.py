"""A letter to an archive goes its way step by step, and not while its case is held back."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION archive_requests_move_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whose bigint;
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'to_post'), ('draft', 'sent'), ('draft', 'dropped'), ('to_post', 'sent'),
        ('to_post', 'draft'), ('sent', 'answered'), ('sent', 'closed'), ('answered', 'sent'),
        ('answered', 'closed'))
    THEN
        RAISE EXCEPTION 'a letter to an archive does not go that way'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('draft', 'to_post') AND NEW.state IN ('to_post', 'sent') THEN
        SELECT case_id INTO whose FROM testimonies_submission WHERE id = NEW.submission_id;
        IF NEW.state = 'to_post' AND (is_restrained(whose, 'suspension')
                                      OR is_restrained(whose, 'legal_hold'))
        THEN
            RAISE EXCEPTION 'nothing of a case leaves while it is held back'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER archive_requests_move_in_order BEFORE UPDATE ON testimonies_archiverequest
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION archive_requests_move_in_order();
CREATE TRIGGER nobody_writes_for_their_own
    BEFORE INSERT OR UPDATE OF sent_by_id ON testimonies_archiverequest
    FOR EACH ROW EXECUTE FUNCTION nobody_decides_about_their_own('written_by_id', 'sent_by_id');
CREATE TRIGGER an_erased_case_takes_nothing BEFORE INSERT ON testimonies_archiverequest
    FOR EACH ROW EXECUTE FUNCTION an_erased_case_takes_nothing('submission');
"""
BACKWARD = """
DROP TRIGGER an_erased_case_takes_nothing ON testimonies_archiverequest;
DROP TRIGGER nobody_writes_for_their_own ON testimonies_archiverequest;
DROP TRIGGER archive_requests_move_in_order ON testimonies_archiverequest;
DROP FUNCTION archive_requests_move_in_order();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0057_letters_to_archives")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
