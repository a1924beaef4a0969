"""What is frozen stays, in the database too: texts, targets with their thresholds, who agreed."""

from django.db import migrations

FORWARD = """
UPDATE petitions_petitiontarget AS target
    SET threshold = profile.threshold, window_days = profile.window_days
    FROM testimonies_targetprofile AS profile, petitions_petition AS petition
    WHERE profile.id = target.profile_id AND petition.id = target.petition_id
      AND petition.state NOT IN ('draft', 'in_review');

DROP TRIGGER frozen_text_stays ON petitions_petitiontext;
DROP FUNCTION frozen_text_stays();

-- FOR SHARE waits for whoever is just freezing the petition, and then sees that it is frozen.
CREATE FUNCTION part_of_frozen_petition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.petition_id]
        WHEN 'DELETE' THEN ARRAY[OLD.petition_id]
        ELSE ARRAY[OLD.petition_id, NEW.petition_id] END;
BEGIN
    PERFORM 1 FROM petitions_petition WHERE id = ANY (touched) FOR SHARE;
    PERFORM 1 FROM petitions_petition
        WHERE id = ANY (touched) AND state NOT IN ('draft', 'in_review');
    IF FOUND THEN
        RAISE EXCEPTION 'this petition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen_text_stays BEFORE INSERT OR UPDATE OR DELETE ON petitions_petitiontext
    FOR EACH ROW EXECUTE FUNCTION part_of_frozen_petition_stays();
CREATE TRIGGER frozen_target_stays BEFORE INSERT OR UPDATE OR DELETE ON petitions_petitiontarget
    FOR EACH ROW EXECUTE FUNCTION part_of_frozen_petition_stays();

CREATE FUNCTION petitions_are_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER petitions_are_never_emptied BEFORE TRUNCATE ON petitions_petition
    FOR EACH STATEMENT EXECUTE FUNCTION petitions_are_never_emptied();
CREATE TRIGGER texts_are_never_emptied BEFORE TRUNCATE ON petitions_petitiontext
    FOR EACH STATEMENT EXECUTE FUNCTION petitions_are_never_emptied();
CREATE TRIGGER targets_are_never_emptied BEFORE TRUNCATE ON petitions_petitiontarget
    FOR EACH STATEMENT EXECUTE FUNCTION petitions_are_never_emptied();

CREATE OR REPLACE FUNCTION frozen_petition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a petition begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('draft', 'in_review')
       AND (NEW.state IN ('draft', 'in_review')
            OR (NEW.slug, NEW.uuid, NEW.text_digest, NEW.frozen_at, NEW.version,
                NEW.edited_by_id, NEW.submitted_by_id, NEW.reviewed_by_id)
               IS DISTINCT FROM (OLD.slug, OLD.uuid, OLD.text_digest, OLD.frozen_at, OLD.version,
                OLD.edited_by_id, OLD.submitted_by_id, OLD.reviewed_by_id))
    THEN
        RAISE EXCEPTION 'the text of this petition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('draft', 'in_review') AND NEW.state NOT IN ('draft', 'in_review')
       AND (OLD.state <> 'in_review' OR NEW.state <> 'frozen' OR NEW.reviewed_by_id IS NULL)
    THEN
        RAISE EXCEPTION 'somebody else reviews it before it is frozen'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER frozen_petition_stays ON petitions_petition;
CREATE TRIGGER frozen_petition_stays BEFORE INSERT OR UPDATE ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION frozen_petition_stays();
"""

BACKWARD = """
DROP TRIGGER targets_are_never_emptied ON petitions_petitiontarget;
DROP TRIGGER texts_are_never_emptied ON petitions_petitiontext;
DROP TRIGGER petitions_are_never_emptied ON petitions_petition;
DROP FUNCTION petitions_are_never_emptied();
DROP TRIGGER frozen_target_stays ON petitions_petitiontarget;
DROP TRIGGER frozen_text_stays ON petitions_petitiontext;
DROP FUNCTION part_of_frozen_petition_stays();

CREATE FUNCTION frozen_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    petition bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.petition_id ELSE OLD.petition_id END;
BEGIN
    PERFORM 1 FROM petitions_petition
        WHERE id = petition AND state NOT IN ('draft', 'in_review');
    IF FOUND THEN
        RAISE EXCEPTION 'the text of this petition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen_text_stays BEFORE INSERT OR UPDATE OR DELETE ON petitions_petitiontext
    FOR EACH ROW EXECUTE FUNCTION frozen_text_stays();

CREATE OR REPLACE FUNCTION frozen_petition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('draft', 'in_review')
       AND (NEW.state IN ('draft', 'in_review')
            OR (NEW.slug, NEW.uuid, NEW.text_digest, NEW.frozen_at)
               IS DISTINCT FROM (OLD.slug, OLD.uuid, OLD.text_digest, OLD.frozen_at))
    THEN
        RAISE EXCEPTION 'the text of this petition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER frozen_petition_stays ON petitions_petition;
CREATE TRIGGER frozen_petition_stays BEFORE UPDATE ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION frozen_petition_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0009_drafts_and_reviewers")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
