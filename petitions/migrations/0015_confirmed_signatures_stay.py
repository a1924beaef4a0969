"""What somebody has confirmed stays as it was confirmed, in the database too."""

from django.db import migrations, models

# Counts, leaves and bundles were made of these columns. State and count move on; names and
# letters are the signer's own, or are encrypted anew.
FORWARD = """
CREATE FUNCTION confirmed_signature_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a confirmed signature stays as it was confirmed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER confirmed_signature_stays BEFORE UPDATE ON petitions_signature
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL AND (NEW.state = 'pending'
        OR (NEW.uuid, NEW.reference, NEW.petition_id, NEW.language, NEW.country, NEW.assurance,
            NEW.targets, NEW.valid_targets, NEW.identity_key, NEW.commitment, NEW.confirmed_at)
        IS DISTINCT FROM
           (OLD.uuid, OLD.reference, OLD.petition_id, OLD.language, OLD.country, OLD.assurance,
            OLD.targets, OLD.valid_targets, OLD.identity_key, OLD.commitment, OLD.confirmed_at)))
    EXECUTE FUNCTION confirmed_signature_stays();
CREATE TRIGGER confirmed_signatures_are_kept BEFORE DELETE ON petitions_signature
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL)
    EXECUTE FUNCTION confirmed_signature_stays();
"""

BACKWARD = """
DROP TRIGGER confirmed_signatures_are_kept ON petitions_signature;
DROP TRIGGER confirmed_signature_stays ON petitions_signature;
DROP FUNCTION confirmed_signature_stays();
"""

STATES = ["pending", "confirmed", "withdrawn", "quarantined", "rejected", "superseded"]


class Migration(migrations.Migration):
    dependencies = [("petitions", "0014_room_in_a_mailbox")]

    operations = [
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                name="signature_state_is_known", condition=models.Q(state__in=STATES)
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
