"""The database repeats the promise: what is on hold is not erased, what is suspended not shown."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION is_restrained(whose bigint, how text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM testimonies_restraint
        WHERE case_id = whose AND kind = how AND ended_at IS NULL)
$$;

CREATE FUNCTION restraints_are_only_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at
       OR (OLD.case_id, OLD.kind, OLD.ground, OLD.by_id, OLD.began_at)
          IS DISTINCT FROM (NEW.case_id, NEW.kind, NEW.ground, NEW.by_id, NEW.began_at)
    THEN
        RAISE EXCEPTION 'a restraint is only ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER restraints_are_only_ended BEFORE UPDATE OR DELETE ON testimonies_restraint
    FOR EACH ROW EXECUTE FUNCTION restraints_are_only_ended();

-- Whoever decides at this moment is waited for, and whoever comes after sees the restraint.
CREATE FUNCTION restraints_wait_for_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM testimonies_testimony AS told
        JOIN testimonies_submission AS submission ON submission.id = told.submission_id
        WHERE submission.case_id = NEW.case_id ORDER BY told.id FOR NO KEY UPDATE OF told;
    PERFORM 1 FROM testimonies_claim AS claim
        JOIN testimonies_submission AS submission ON submission.id = claim.submission_id
        WHERE submission.case_id = NEW.case_id ORDER BY claim.id FOR NO KEY UPDATE OF claim;
    RETURN NEW;
END $$;
CREATE TRIGGER restraints_wait_for_decisions BEFORE INSERT ON testimonies_restraint
    FOR EACH ROW EXECUTE FUNCTION restraints_wait_for_decisions();

CREATE FUNCTION held_things_are_not_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_restrained(OLD.case_id, 'legal_hold') THEN
        RAISE EXCEPTION 'a legal hold keeps it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER held_papers_are_not_erased BEFORE DELETE ON testimonies_evidence
    FOR EACH ROW EXECUTE FUNCTION held_things_are_not_erased();
CREATE TRIGGER held_papers_are_not_removed BEFORE UPDATE OF removed_at ON testimonies_evidence
    FOR EACH ROW WHEN (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL)
    EXECUTE FUNCTION held_things_are_not_erased();
CREATE TRIGGER held_drafts_are_not_erased BEFORE DELETE ON testimonies_draft
    FOR EACH ROW EXECUTE FUNCTION held_things_are_not_erased();
CREATE TRIGGER held_submissions_are_not_erased BEFORE DELETE ON testimonies_submission
    FOR EACH ROW EXECUTE FUNCTION held_things_are_not_erased();
CREATE TRIGGER held_messages_are_not_erased BEFORE DELETE ON testimonies_message
    FOR EACH ROW EXECUTE FUNCTION held_things_are_not_erased();
CREATE TRIGGER held_submitters_are_not_erased BEFORE DELETE ON testimonies_submitter
    FOR EACH ROW EXECUTE FUNCTION held_things_are_not_erased();

CREATE FUNCTION held_files_are_not_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whose bigint;
BEGIN
    IF TG_OP = 'DELETE' AND OLD.legal_hold THEN
        RAISE EXCEPTION 'a legal hold keeps it' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT case_id INTO whose FROM testimonies_evidence
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.evidence_id ELSE NEW.evidence_id END;
    IF is_restrained(whose, 'legal_hold') THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a legal hold keeps it' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.legal_hold := true;  -- what arrives while the hold is open is held with the rest
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER held_files_are_not_erased BEFORE INSERT OR DELETE ON testimonies_storedfile
    FOR EACH ROW EXECUTE FUNCTION held_files_are_not_erased();

CREATE FUNCTION restrained_things_do_not_go_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whose bigint;
BEGIN
    SELECT case_id INTO whose FROM testimonies_submission WHERE id = NEW.submission_id;
    IF is_restrained(whose, 'suspension')
       OR TG_ARGV[0] = 'published' AND is_restrained(whose, 'legal_hold')
    THEN
        RAISE EXCEPTION 'the case is held back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER restrained_testimonies_are_not_published BEFORE UPDATE OF publication
    ON testimonies_testimony FOR EACH ROW
    WHEN (NEW.publication = 'published' AND OLD.publication <> 'published')
    EXECUTE FUNCTION restrained_things_do_not_go_on('published');
CREATE TRIGGER restrained_testimonies_are_not_accepted BEFORE UPDATE OF workflow
    ON testimonies_testimony FOR EACH ROW
    WHEN (NEW.workflow = 'accepted' AND OLD.workflow <> 'accepted')
    EXECUTE FUNCTION restrained_things_do_not_go_on('accepted');
CREATE TRIGGER restrained_claims_are_not_sent BEFORE UPDATE OF state
    ON testimonies_claim FOR EACH ROW
    WHEN (NEW.state = 'ready_for_bundle' AND OLD.state <> 'ready_for_bundle')
    EXECUTE FUNCTION restrained_things_do_not_go_on('ready');
"""

BACKWARD = """
DROP TRIGGER restrained_claims_are_not_sent ON testimonies_claim;
DROP TRIGGER restrained_testimonies_are_not_accepted ON testimonies_testimony;
DROP TRIGGER restrained_testimonies_are_not_published ON testimonies_testimony;
DROP FUNCTION restrained_things_do_not_go_on();
DROP TRIGGER held_files_are_not_erased ON testimonies_storedfile;
DROP FUNCTION held_files_are_not_erased();
DROP TRIGGER held_submitters_are_not_erased ON testimonies_submitter;
DROP TRIGGER held_messages_are_not_erased ON testimonies_message;
DROP TRIGGER held_submissions_are_not_erased ON testimonies_submission;
DROP TRIGGER held_drafts_are_not_erased ON testimonies_draft;
DROP TRIGGER held_papers_are_not_removed ON testimonies_evidence;
DROP TRIGGER held_papers_are_not_erased ON testimonies_evidence;
DROP FUNCTION held_things_are_not_erased();
DROP TRIGGER restraints_wait_for_decisions ON testimonies_restraint;
DROP FUNCTION restraints_wait_for_decisions();
DROP TRIGGER restraints_are_only_ended ON testimonies_restraint;
DROP FUNCTION restraints_are_only_ended();
DROP FUNCTION is_restrained(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0029_a_case_can_be_held_back")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
