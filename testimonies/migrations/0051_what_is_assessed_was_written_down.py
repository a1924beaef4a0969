"""The database repeats the promise: each of the two assessors has said how the claim was read."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION assessments_are_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.claim_id, OLD.seat, OLD.plausibility, OLD.support, OLD.by_id, OLD.at)
          IS DISTINCT FROM (NEW.claim_id, NEW.seat, NEW.plausibility, NEW.support, NEW.by_id, NEW.at)
    THEN
        RAISE EXCEPTION 'an assessment is written once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessments_are_written_once BEFORE UPDATE OR DELETE ON testimonies_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_are_written_once();

CREATE FUNCTION what_is_assessed_was_written_down() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM testimonies_assessment AS said
        WHERE said.claim_id = NEW.id AND said.seat = TG_ARGV[0] AND said.at >= NEW.recorded_at
          AND said.by_id = CASE TG_ARGV[0] WHEN 'first' THEN NEW.first_assessor_id
            ELSE NEW.second_assessor_id END)
    THEN
        RAISE EXCEPTION 'nobody has said how it was read' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_is_assessed_was_written_down BEFORE UPDATE OF state ON testimonies_claim
    FOR EACH ROW WHEN (NEW.state = 'assessed' AND OLD.state <> 'assessed')
    EXECUTE FUNCTION what_is_assessed_was_written_down('first');
CREATE TRIGGER what_is_ready_was_written_down BEFORE UPDATE OF state ON testimonies_claim
    FOR EACH ROW WHEN (NEW.state = 'ready_for_bundle' AND OLD.state <> 'ready_for_bundle')
    EXECUTE FUNCTION what_is_assessed_was_written_down('second');
"""

BACKWARD = """
DROP TRIGGER what_is_ready_was_written_down ON testimonies_claim;
DROP TRIGGER what_is_assessed_was_written_down ON testimonies_claim;
DROP FUNCTION what_is_assessed_was_written_down();
DROP TRIGGER assessments_are_written_once ON testimonies_assessment;
DROP FUNCTION assessments_are_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0050_what_assessors_say")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
