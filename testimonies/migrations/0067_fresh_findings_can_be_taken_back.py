"""What was written once can be taken back by whoever wrote it, as long as the decision is open."""

from django.db import migrations

FLAGS = """
CREATE OR REPLACE FUNCTION flags_are_only_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    %sIF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at
       OR NEW.mention_id IS NOT NULL AND NEW.mention_id IS DISTINCT FROM OLD.mention_id
       OR (OLD.submission_id, OLD.kind, OLD.by_id, OLD.raised_at)
          IS DISTINCT FROM (NEW.submission_id, NEW.kind, NEW.by_id, NEW.raised_at)
    THEN
        RAISE EXCEPTION 'a flag is only closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
ASSESSMENTS = """
CREATE OR REPLACE FUNCTION assessments_are_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    %sIF TG_OP = 'DELETE'
       OR (OLD.claim_id, OLD.seat, OLD.plausibility, OLD.support, OLD.by_id, OLD.at)
          IS DISTINCT FROM (NEW.claim_id, NEW.seat, NEW.plausibility, NEW.support, NEW.by_id, NEW.at)
    THEN
        RAISE EXCEPTION 'an assessment is written once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
# Only by whoever has the open decision, and within a minute, where people have half of one: the
# clocks of two machines differ a little.
FRESH_FLAG = """IF TG_OP = 'DELETE' AND OLD.closed_at IS NULL
       AND is_just_decided(OLD.submission_id, OLD.by_id, OLD.raised_at)
    THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NOT NULL AND NEW.closed_at IS NULL
       AND is_just_decided(OLD.submission_id, OLD.closed_by_id, OLD.closed_at)
    THEN
        OLD.closed_at := NULL;
    END IF;
    """
FRESH_ASSESSMENT = """IF TG_OP = 'DELETE'
       AND EXISTS (SELECT FROM testimonies_claim AS claim WHERE claim.id = OLD.claim_id
           AND is_just_decided(claim.submission_id, OLD.by_id, OLD.at)
           AND claim.state NOT IN ('ready_for_bundle', 'transmitted', 'received')
           AND NOT (OLD.seat = 'first' AND claim.state = 'assessed'))
    THEN
        RETURN OLD;
    END IF;
    """
IS_JUST_DECIDED = """
CREATE FUNCTION is_just_decided(what bigint, who bigint, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT moment > clock_timestamp() - interval '1 minute'
        AND EXISTS (SELECT FROM testimonies_opendecision
            WHERE submission_id = what AND by_id = who)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0066_decisions_are_open_for_a_while")]

    operations = [
        migrations.RunSQL(
            IS_JUST_DECIDED + FLAGS % FRESH_FLAG + ASSESSMENTS % FRESH_ASSESSMENT,
            FLAGS % ""
            + ASSESSMENTS % ""
            + "DROP FUNCTION is_just_decided(bigint, bigint, timestamptz);",
        )
    ]
