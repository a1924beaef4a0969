"""How many others sign with a mailbox, asked by one at a time."""

from django.db import migrations

# Whoever asks holds the mailbox until the end of their transaction. Each query in a volatile
# function sees what was committed before it, so it sees those who held the mailbox before.
FORWARD = """
CREATE FUNCTION others_at_mailbox(
    of_petition bigint, of_mailbox bytea, but_for bytea, confirm_within interval
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(
        ('x' || encode(substring(of_mailbox FROM 1 FOR 8), 'hex'))::bit(64)::bigint);
    RETURN (SELECT count(*) FROM petitions_signature
        WHERE petition_id = of_petition AND mailbox_key = of_mailbox
          AND state IN ('pending', 'confirmed', 'quarantined')
          AND mail_key IS DISTINCT FROM but_for
          AND (state <> 'pending' OR signed_at > statement_timestamp() - confirm_within));
END $$;
"""

BACKWARD = "DROP FUNCTION others_at_mailbox(bigint, bytea, bytea, interval);"


class Migration(migrations.Migration):
    dependencies = [("petitions", "0013_signatures_set_aside_together")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
