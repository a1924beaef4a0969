"""A frozen text, and what a bundle was frozen with, cannot be altered by anybody."""

from django.db import migrations

FORWARD = """
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

CREATE FUNCTION frozen_petition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER frozen_petition_stays BEFORE UPDATE ON petitions_petition
    FOR EACH ROW EXECUTE FUNCTION frozen_petition_stays();

CREATE FUNCTION bundle_stays_as_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.uuid, NEW.target_id, NEW.content, NEW.number, NEW.cut_off, NEW.frozen, NEW.frozen_at)
        IS DISTINCT FROM (OLD.uuid, OLD.target_id, OLD.content, OLD.number, OLD.cut_off, OLD.frozen, OLD.frozen_at)
       OR (OLD.identity <> '' AND NEW.identity <> OLD.identity)
       OR (OLD.state = 'released' AND (NEW.state, NEW.sha256, NEW.path) IS DISTINCT FROM (OLD.state, OLD.sha256, OLD.path))
    THEN
        RAISE EXCEPTION 'a bundle stays as it was frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bundle_stays_as_frozen BEFORE UPDATE OR DELETE ON petitions_bundle
    FOR EACH ROW EXECUTE FUNCTION bundle_stays_as_frozen();
"""

BACKWARD = """
DROP TRIGGER bundle_stays_as_frozen ON petitions_bundle;
DROP FUNCTION bundle_stays_as_frozen();
DROP TRIGGER frozen_petition_stays ON petitions_petition;
DROP FUNCTION frozen_petition_stays();
DROP TRIGGER frozen_text_stays ON petitions_petitiontext;
DROP FUNCTION frozen_text_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
