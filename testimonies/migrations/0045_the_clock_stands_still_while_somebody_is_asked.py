"""The database keeps the clock of the submitter, and lets no testimony repeat one that repeats."""

from django.db import migrations

FORWARD = """
-- Since when somebody waits for an answer was written down in custody.
UPDATE testimonies_testimony AS testimony SET asked_at = coalesce((SELECT max(line.at)
    FROM testimonies_custodyevent AS line
    WHERE line.event = 'testimony.asked_about' AND line.subject_kind = 'testimony'
      AND line.subject = testimony.reference), now()) WHERE workflow = 'needs_info';
UPDATE testimonies_claim AS claim SET asked_at = coalesce((SELECT max(line.at)
    FROM testimonies_custodyevent AS line
    WHERE line.event = 'claim.asked_about' AND line.subject_kind = 'claim'
      AND line.subject = claim.reference), now()) WHERE state = 'info_requested';

CREATE FUNCTION the_clock_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was text; is_now text; asking text;
BEGIN
    IF TG_TABLE_NAME = 'testimonies_testimony' THEN
        asking := 'needs_info'; is_now := NEW.workflow;
        IF TG_OP = 'UPDATE' THEN was := OLD.workflow; END IF;
    ELSE
        asking := 'info_requested'; is_now := NEW.state;
        IF TG_OP = 'UPDATE' THEN was := OLD.state; END IF;
    END IF;
    IF is_now = asking AND was IS DISTINCT FROM asking THEN
        NEW.asked_at := clock_timestamp();
    ELSIF is_now <> asking AND was = asking THEN
        NEW.time_with_submitter := OLD.time_with_submitter + (clock_timestamp() - OLD.asked_at);
        NEW.asked_at := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER the_clock_of_a_testimony BEFORE INSERT OR UPDATE OF workflow
    ON testimonies_testimony FOR EACH ROW EXECUTE FUNCTION the_clock_stands_still();
CREATE TRIGGER the_clock_of_a_claim BEFORE INSERT OR UPDATE OF state
    ON testimonies_claim FOR EACH ROW EXECUTE FUNCTION the_clock_stands_still();

CREATE FUNCTION what_repeats_is_not_repeated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM testimonies_testimony AS other
        WHERE other.duplicate_of_id = NEW.submission_id)
       OR NOT EXISTS (SELECT FROM testimonies_testimony AS first
        WHERE first.submission_id = NEW.duplicate_of_id
          AND first.workflow NOT IN ('duplicate', 'withdrawn'))
    THEN
        RAISE EXCEPTION 'a duplicate is of what tells it first' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_repeats_is_not_repeated BEFORE UPDATE OF duplicate_of_id
    ON testimonies_testimony FOR EACH ROW
    WHEN (NEW.duplicate_of_id IS NOT NULL
          AND NEW.duplicate_of_id IS DISTINCT FROM OLD.duplicate_of_id)
    EXECUTE FUNCTION what_repeats_is_not_repeated();
"""

BACKWARD = """
DROP TRIGGER what_repeats_is_not_repeated ON testimonies_testimony;
DROP FUNCTION what_repeats_is_not_repeated();
DROP TRIGGER the_clock_of_a_claim ON testimonies_claim;
DROP TRIGGER the_clock_of_a_testimony ON testimonies_testimony;
DROP FUNCTION the_clock_stands_still();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0044_triage_repeats_clock_and_waiting_times")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
