"""Petitions that are frozen already keep names as long as their profiles say today; holds stay."""

from django.db import migrations

FORWARD = """
ALTER TABLE petitions_petitiontarget DISABLE TRIGGER frozen_target_stays;
UPDATE petitions_petitiontarget AS target SET retention_days = profile.retention_days
    FROM testimonies_targetprofile AS profile, petitions_petition AS petition
    WHERE profile.id = target.profile_id AND petition.id = target.petition_id
      AND petition.state NOT IN ('draft', 'in_review');
ALTER TABLE petitions_petitiontarget ENABLE TRIGGER frozen_target_stays;

CREATE FUNCTION a_hold_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a hold stays as it was set' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER holds_are_kept BEFORE DELETE ON petitions_hold
    FOR EACH ROW EXECUTE FUNCTION a_hold_stays();
-- It may be ended, once, and nothing else.
CREATE TRIGGER a_hold_stays BEFORE UPDATE ON petitions_hold
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL
        OR (NEW.uuid, NEW.petition_id, NEW.bundle_id, NEW.begun_at, NEW.begun_by_id, NEW.reason)
        IS DISTINCT FROM
           (OLD.uuid, OLD.petition_id, OLD.bundle_id, OLD.begun_at, OLD.begun_by_id, OLD.reason))
    EXECUTE FUNCTION a_hold_stays();
"""
BACKWARD = """
DROP TRIGGER a_hold_stays ON petitions_hold;
DROP TRIGGER holds_are_kept ON petitions_hold;
DROP FUNCTION a_hold_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0043_how_long_names_are_kept")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
