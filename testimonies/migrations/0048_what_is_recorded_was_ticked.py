"""The database repeats the promise: no claim is recorded before each of the nine points is ticked."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION what_is_recorded_was_ticked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM testimonies_claimpoint
        WHERE claim_id = NEW.id AND answer <> 'missing') < 9
    THEN
        RAISE EXCEPTION 'the claim was not ticked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_is_recorded_was_ticked BEFORE UPDATE OF state ON testimonies_claim
    FOR EACH ROW WHEN (NEW.state = 'recorded' AND OLD.state <> 'recorded')
    EXECUTE FUNCTION what_is_recorded_was_ticked();
"""

BACKWARD = """
DROP TRIGGER what_is_recorded_was_ticked ON testimonies_claim;
DROP FUNCTION what_is_recorded_was_ticked();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0047_a_claim_is_ticked_point_by_point")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
