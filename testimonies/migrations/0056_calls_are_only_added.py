"""What was noted of a call is never changed; it goes only with everything else of its case."""

from django.db import migrations

#: `told` may be encrypted anew when keys change.
FORWARD = """
CREATE FUNCTION calls_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM testimonies_datarequest AS request
            JOIN testimonies_submission AS submission ON submission.case_id = request.case_id
            WHERE submission.id = OLD.submission_id AND request."right" = 'erasure'
              AND request.asker = 'holder' AND request.state = 'agreed')
        THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a note about a call stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.followed_up_at IS NOT NULL
           AND NEW.followed_up_at IS DISTINCT FROM OLD.followed_up_at
       OR (OLD.submission_id, OLD.direction, OLD.with_submitter, OLD.called_at, OLD.corrects_id,
           OLD.follow_up_on, OLD.by_id, OLD.noted_at)
          IS DISTINCT FROM
          (NEW.submission_id, NEW.direction, NEW.with_submitter, NEW.called_at, NEW.corrects_id,
           NEW.follow_up_on, NEW.by_id, NEW.noted_at)
    THEN
        RAISE EXCEPTION 'a note about a call stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER calls_are_only_added BEFORE UPDATE OR DELETE ON testimonies_call
    FOR EACH ROW EXECUTE FUNCTION calls_are_only_added();
CREATE TRIGGER nobody_notes_calls_of_their_own BEFORE INSERT ON testimonies_call
    FOR EACH ROW EXECUTE FUNCTION nobody_decides_about_their_own('by_id');
CREATE TRIGGER an_erased_case_takes_nothing BEFORE INSERT ON testimonies_call
    FOR EACH ROW EXECUTE FUNCTION an_erased_case_takes_nothing('submission');
CREATE TRIGGER an_erased_case_takes_nothing BEFORE INSERT ON testimonies_reminder
    FOR EACH ROW EXECUTE FUNCTION an_erased_case_takes_nothing('submission');
"""
BACKWARD = """
DROP TRIGGER an_erased_case_takes_nothing ON testimonies_reminder;
DROP TRIGGER an_erased_case_takes_nothing ON testimonies_call;
DROP TRIGGER nobody_notes_calls_of_their_own ON testimonies_call;
DROP TRIGGER calls_are_only_added ON testimonies_call;
DROP FUNCTION calls_are_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0055_calls_and_reminders")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
