"""Leaves and checkpoints are written once, and tiles only grow: nobody can alter the ledger."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER leaves_are_written_once BEFORE UPDATE OR DELETE ON petitions_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER leaves_are_never_emptied BEFORE TRUNCATE ON petitions_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER checkpoints_are_written_once BEFORE UPDATE OR DELETE ON petitions_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER checkpoints_are_never_emptied BEFORE TRUNCATE ON petitions_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE FUNCTION tiles_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.petition_id, NEW.level, NEW.number)
           IS NOT DISTINCT FROM (OLD.id, OLD.petition_id, OLD.level, OLD.number)
       AND substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) = OLD.hashes
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tiles_only_grow BEFORE UPDATE ON petitions_ledgertile
    FOR EACH ROW EXECUTE FUNCTION tiles_only_grow();
CREATE TRIGGER tiles_are_never_removed BEFORE DELETE ON petitions_ledgertile
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER tiles_are_never_emptied BEFORE TRUNCATE ON petitions_ledgertile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""

BACKWARD = """
DROP TRIGGER tiles_are_never_emptied ON petitions_ledgertile;
DROP TRIGGER tiles_are_never_removed ON petitions_ledgertile;
DROP TRIGGER tiles_only_grow ON petitions_ledgertile;
DROP FUNCTION tiles_only_grow();
DROP TRIGGER checkpoints_are_never_emptied ON petitions_checkpoint;
DROP TRIGGER checkpoints_are_written_once ON petitions_checkpoint;
DROP TRIGGER leaves_are_never_emptied ON petitions_ledgerentry;
DROP TRIGGER leaves_are_written_once ON petitions_ledgerentry;
DROP FUNCTION ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0007_the_ledger")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
