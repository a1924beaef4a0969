"""The database repeats the promise: what is recorded stays as it was recorded."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION custody_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND OLD.position IS NULL AND OLD.hash IS NULL
       AND NEW.position IS NOT NULL AND NEW.hash IS NOT NULL
       AND (NEW.id, NEW.at, NEW.event, NEW.subject_kind, NEW.subject, NEW.by_id, NEW.actor, NEW.detail)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.at, OLD.event, OLD.subject_kind, OLD.subject, OLD.by_id, OLD.actor, OLD.detail)
    THEN
        RETURN NEW;  -- takes its place in the chain, once
    END IF;
    RAISE EXCEPTION 'the custody log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER custody_is_append_only BEFORE UPDATE OR DELETE ON testimonies_custodyevent
    FOR EACH ROW EXECUTE FUNCTION custody_is_append_only();
CREATE TRIGGER custody_is_never_emptied BEFORE TRUNCATE ON testimonies_custodyevent
    FOR EACH STATEMENT EXECUTE FUNCTION custody_is_append_only();

CREATE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER receipts_are_written_once BEFORE UPDATE OR DELETE ON testimonies_receipt
    FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER questionnaires_are_written_once BEFORE UPDATE OF code, version, schema, sha256 OR DELETE
    ON testimonies_questionnaireversion FOR EACH ROW EXECUTE FUNCTION written_once();
CREATE TRIGGER originals_are_never_changed BEFORE UPDATE OF path, sha256, size, role, evidence_id
    ON testimonies_storedfile FOR EACH ROW EXECUTE FUNCTION written_once();
"""

BACKWARD = """
DROP TRIGGER originals_are_never_changed ON testimonies_storedfile;
DROP TRIGGER questionnaires_are_written_once ON testimonies_questionnaireversion;
DROP TRIGGER receipts_are_written_once ON testimonies_receipt;
DROP FUNCTION written_once();
DROP TRIGGER custody_is_never_emptied ON testimonies_custodyevent;
DROP TRIGGER custody_is_append_only ON testimonies_custodyevent;
DROP FUNCTION custody_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
