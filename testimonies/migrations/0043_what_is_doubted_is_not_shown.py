"""The database repeats the promise: an open doubt stops publication, a finding is written once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION flags_are_only_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at
       OR NEW.mention_id IS NOT NULL AND NEW.mention_id IS DISTINCT FROM OLD.mention_id
       OR (OLD.submission_id, OLD.kind, OLD.by_id, OLD.raised_at)
          IS DISTINCT FROM (NEW.submission_id, NEW.kind, NEW.by_id, NEW.raised_at)
    THEN
        RAISE EXCEPTION 'a flag is only closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER flags_are_only_closed BEFORE UPDATE OR DELETE ON testimonies_flag
    FOR EACH ROW EXECUTE FUNCTION flags_are_only_closed();

-- Whoever publishes at this moment is waited for, and whoever comes after sees the flag.
CREATE FUNCTION flags_come_before_publication() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shown text;
BEGIN
    SELECT publication INTO shown FROM testimonies_testimony
        WHERE submission_id = NEW.submission_id FOR NO KEY UPDATE;
    IF shown = 'published' THEN
        RAISE EXCEPTION 'take it down first' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM testimonies_claim WHERE submission_id = NEW.submission_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER flags_come_before_publication BEFORE INSERT ON testimonies_flag
    FOR EACH ROW EXECUTE FUNCTION flags_come_before_publication();

CREATE FUNCTION doubted_things_do_not_go_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM testimonies_flag
        WHERE submission_id = NEW.submission_id AND closed_at IS NULL)
    THEN
        RAISE EXCEPTION 'a flag is open' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER doubted_testimonies_are_not_published BEFORE UPDATE OF publication
    ON testimonies_testimony FOR EACH ROW
    WHEN (NEW.publication = 'published' AND OLD.publication <> 'published')
    EXECUTE FUNCTION doubted_things_do_not_go_on();
CREATE TRIGGER doubted_testimonies_are_not_accepted BEFORE UPDATE OF workflow
    ON testimonies_testimony FOR EACH ROW
    WHEN (NEW.workflow = 'accepted' AND OLD.workflow <> 'accepted')
    EXECUTE FUNCTION doubted_things_do_not_go_on();
CREATE TRIGGER doubted_claims_are_not_sent BEFORE UPDATE OF state
    ON testimonies_claim FOR EACH ROW
    WHEN (NEW.state = 'ready_for_bundle' AND OLD.state <> 'ready_for_bundle')
    EXECUTE FUNCTION doubted_things_do_not_go_on();

CREATE FUNCTION weighings_are_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.testimony_id, OLD.found, OLD.other_id, OLD.paper_id, OLD.by_id, OLD.at)
          IS DISTINCT FROM (NEW.testimony_id, NEW.found, NEW.other_id, NEW.paper_id, NEW.by_id, NEW.at)
    THEN
        RAISE EXCEPTION 'a weighing is written once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER weighings_are_written_once BEFORE UPDATE OR DELETE ON testimonies_weighing
    FOR EACH ROW EXECUTE FUNCTION weighings_are_written_once();

CREATE FUNCTION verification_is_what_was_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.verification IS DISTINCT FROM (SELECT said.found FROM testimonies_weighing AS said
        WHERE said.testimony_id = NEW.id ORDER BY said.id DESC LIMIT 1)
    THEN
        RAISE EXCEPTION 'nobody has found that' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_is_what_was_found BEFORE UPDATE OF verification
    ON testimonies_testimony FOR EACH ROW WHEN (NEW.verification <> OLD.verification)
    EXECUTE FUNCTION verification_is_what_was_found();
"""

BACKWARD = """
DROP TRIGGER verification_is_what_was_found ON testimonies_testimony;
DROP FUNCTION verification_is_what_was_found();
DROP TRIGGER weighings_are_written_once ON testimonies_weighing;
DROP FUNCTION weighings_are_written_once();
DROP TRIGGER doubted_claims_are_not_sent ON testimonies_claim;
DROP TRIGGER doubted_testimonies_are_not_accepted ON testimonies_testimony;
DROP TRIGGER doubted_testimonies_are_not_published ON testimonies_testimony;
DROP FUNCTION doubted_things_do_not_go_on();
DROP TRIGGER flags_come_before_publication ON testimonies_flag;
DROP FUNCTION flags_come_before_publication();
DROP TRIGGER flags_are_only_closed ON testimonies_flag;
DROP FUNCTION flags_are_only_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0042_flags_and_weighings")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
