"""Who confirms writes nothing that others write, and is still done before a petition closes."""

from django.db import migrations

# Whoever confirms shares a lock in memory, since a row that all of them locked together would be
# written by each. At one lock they would all queue for a moment, so there are sixteen for each
# petition, and a connection takes its own; whoever closes the petition, or dates it anew, takes all
# of them, alone. Each query in a volatile function sees what was committed before it: also who
# closed while we waited.
FORWARD = """
CREATE FUNCTION hold_of_petition(of_petition bigint, slot integer) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (of_petition % 134217727)::integer * 16 + slot;

CREATE FUNCTION others_while_open(
    of_petition bigint, of_mailbox bytea, but_for bytea, zone text
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(
        20015, hold_of_petition(of_petition, pg_backend_pid() % 16));
    IF NOT EXISTS (SELECT FROM petitions_petition
        WHERE id = of_petition AND state = 'open' AND (closes_on IS NULL
            OR closes_on >= (statement_timestamp() AT TIME ZONE zone)::date))
    THEN
        RETURN NULL;
    END IF;
    RETURN others_at_mailbox(of_petition, of_mailbox, but_for, interval '0');
END $$;

CREATE FUNCTION closing_waits_for_confirmations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    FOR slot IN 0..15 LOOP
        PERFORM pg_advisory_xact_lock(20015, hold_of_petition(NEW.id, slot));
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_waits_for_confirmations BEFORE UPDATE ON petitions_petition
    FOR EACH ROW WHEN (OLD.state = 'open'
        AND (NEW.state, NEW.closes_on) IS DISTINCT FROM (OLD.state, OLD.closes_on))
    EXECUTE FUNCTION closing_waits_for_confirmations();
"""

BACKWARD = """
DROP TRIGGER closing_waits_for_confirmations ON petitions_petition;
DROP FUNCTION closing_waits_for_confirmations();
DROP FUNCTION others_while_open(bigint, bytea, bytea, text);
DROP FUNCTION hold_of_petition(bigint, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0044_frozen_petitions_know_it_too")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
