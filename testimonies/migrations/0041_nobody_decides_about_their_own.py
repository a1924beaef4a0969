"""The database repeats the promise: who keeps away from a case decides nothing in it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION keeps_away(who bigint, of_case bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM testimonies_conflictofinterest AS conflict
        WHERE conflict.user_id = who AND conflict.ended_at IS NULL AND (
            conflict.case_id = of_case OR conflict.person_id IN (
                SELECT said.person_id FROM testimonies_identityassertion AS said
                JOIN testimonies_personmention AS mention ON mention.id = said.mention_id
                JOIN testimonies_submission AS submission ON submission.id = mention.submission_id
                WHERE said.ended_at IS NULL AND said.verdict IN ('same', 'probably')
                  AND submission.case_id = of_case)))
$$;

-- Each trigger names two columns; the second one may be missing.
CREATE FUNCTION nobody_decides_about_their_own() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose bigint;
    who text;
    before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
BEGIN
    SELECT case_id INTO whose FROM testimonies_submission WHERE id = NEW.submission_id;
    FOREACH who IN ARRAY TG_ARGV LOOP
        IF (to_jsonb(NEW) ->> who) IS DISTINCT FROM (before ->> who)
           AND keeps_away((to_jsonb(NEW) ->> who)::bigint, whose)
        THEN
            RAISE EXCEPTION 'somebody keeps away from this case'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER nobody_reads_their_own
    BEFORE INSERT OR UPDATE OF first_reader_id, second_reader_id ON testimonies_testimony
    FOR EACH ROW WHEN (NEW.first_reader_id IS NOT NULL OR NEW.second_reader_id IS NOT NULL)
    EXECUTE FUNCTION nobody_decides_about_their_own('first_reader_id', 'second_reader_id');
CREATE TRIGGER nobody_assesses_their_own
    BEFORE INSERT OR UPDATE OF first_assessor_id, second_assessor_id ON testimonies_claim
    FOR EACH ROW WHEN (NEW.first_assessor_id IS NOT NULL OR NEW.second_assessor_id IS NOT NULL)
    EXECUTE FUNCTION nobody_decides_about_their_own('first_assessor_id', 'second_assessor_id');
CREATE TRIGGER nobody_has_their_own_in_hand
    BEFORE INSERT OR UPDATE OF assignee_id ON testimonies_queueentry
    FOR EACH ROW WHEN (NEW.assignee_id IS NOT NULL)
    EXECUTE FUNCTION nobody_decides_about_their_own('assignee_id');

CREATE FUNCTION conflicts_are_only_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
       OR (OLD.user_id, OLD.case_id, OLD.person_id, OLD.named, OLD.declared_by_id, OLD.declared_at)
          IS DISTINCT FROM
          (NEW.user_id, NEW.case_id, NEW.person_id, NEW.named, NEW.declared_by_id, NEW.declared_at)
    THEN
        RAISE EXCEPTION 'a conflict is only ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflicts_are_only_ended BEFORE UPDATE OR DELETE ON testimonies_conflictofinterest
    FOR EACH ROW EXECUTE FUNCTION conflicts_are_only_ended();
"""
BACKWARD = """
DROP TRIGGER conflicts_are_only_ended ON testimonies_conflictofinterest;
DROP FUNCTION conflicts_are_only_ended();
DROP TRIGGER nobody_has_their_own_in_hand ON testimonies_queueentry;
DROP TRIGGER nobody_assesses_their_own ON testimonies_claim;
DROP TRIGGER nobody_reads_their_own ON testimonies_testimony;
DROP FUNCTION nobody_decides_about_their_own();
DROP FUNCTION keeps_away(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0040_somebody_keeps_away")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
