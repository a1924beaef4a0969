"""Only an erasure makes a signature anonymous, and nobody can make it anybody's again."""

from django.db import migrations

# As in 0015, but for the key: it may go when everything else goes.
STAYS = """
DROP TRIGGER confirmed_signature_stays ON petitions_signature;
CREATE TRIGGER confirmed_signature_stays BEFORE UPDATE ON petitions_signature
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL AND (NEW.state = 'pending'
        OR (NEW.uuid, NEW.reference, NEW.petition_id, NEW.language, NEW.country, NEW.assurance,
            NEW.targets, NEW.valid_targets, NEW.commitment, NEW.confirmed_at)
        IS DISTINCT FROM
           (OLD.uuid, OLD.reference, OLD.petition_id, OLD.language, OLD.country, OLD.assurance,
            OLD.targets, OLD.valid_targets, OLD.commitment, OLD.confirmed_at)
        {key}))
    EXECUTE FUNCTION confirmed_signature_stays();
"""
MAY_GO = """OR (NEW.identity_key IS DISTINCT FROM OLD.identity_key
            AND NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL))"""
STAYS_TOO = "OR NEW.identity_key IS DISTINCT FROM OLD.identity_key"

FORWARD = (
    STAYS.format(key=MAY_GO)
    + """
CREATE FUNCTION erased_stays_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was erased stays erased' USING ERRCODE = 'restrict_violation';
END $$;
-- The count may still be moved: the one writer that counts comes after whoever took it back.
CREATE TRIGGER erased_signature_stays BEFORE UPDATE ON petitions_signature
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL
        AND to_jsonb(NEW.*) - 'is_counted' IS DISTINCT FROM to_jsonb(OLD.*) - 'is_counted')
    EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER erased_signatures_are_kept BEFORE DELETE ON petitions_signature
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER erased_line_stays BEFORE UPDATE ON petitions_paperline
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
    EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER erased_item_stays BEFORE UPDATE ON petitions_bundleitem
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at)
    EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER erased_container_stays BEFORE UPDATE ON petitions_signedcontainer
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL AND NEW.* IS DISTINCT FROM OLD.*)
    EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER forgotten_bundle_stays BEFORE UPDATE ON petitions_bundle
    FOR EACH ROW WHEN (OLD.forgotten_at IS NOT NULL
        AND NEW.forgotten_at IS DISTINCT FROM OLD.forgotten_at)
    EXECUTE FUNCTION erased_stays_erased();

CREATE FUNCTION only_an_erasure_erases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NOT EXISTS (
        SELECT FROM petitions_erasure WHERE id = NEW.erasure_id AND state = 'erasing')
    THEN
        RAISE EXCEPTION 'only an erasure erases' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM petitions_hold WHERE ended_at IS NULL AND (
        petition_id = NEW.petition_id OR bundle_id IN (
            SELECT bundle_id FROM petitions_bundleitem WHERE signature_id = NEW.id)))
    THEN
        RAISE EXCEPTION 'a legal hold keeps it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_an_erasure_erases BEFORE UPDATE ON petitions_signature
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION only_an_erasure_erases();
CREATE TRIGGER nobody_is_anonymous_from_the_start BEFORE INSERT ON petitions_signature
    FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION only_an_erasure_erases();

-- What was done is no more undone than what was seen.
CREATE TRIGGER ended_erasure_stays BEFORE UPDATE ON petitions_erasure
    FOR EACH ROW WHEN (OLD.state <> 'erasing') EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER erasures_are_kept BEFORE DELETE ON petitions_erasure
    FOR EACH ROW EXECUTE FUNCTION erased_stays_erased();
CREATE TRIGGER reports_stay BEFORE UPDATE OR DELETE ON petitions_erasureline
    FOR EACH ROW EXECUTE FUNCTION erased_stays_erased();
"""
)

BACKWARD = """
DROP TRIGGER reports_stay ON petitions_erasureline;
DROP TRIGGER erasures_are_kept ON petitions_erasure;
DROP TRIGGER ended_erasure_stays ON petitions_erasure;
DROP TRIGGER nobody_is_anonymous_from_the_start ON petitions_signature;
DROP TRIGGER only_an_erasure_erases ON petitions_signature;
DROP FUNCTION only_an_erasure_erases();
DROP TRIGGER forgotten_bundle_stays ON petitions_bundle;
DROP TRIGGER erased_container_stays ON petitions_signedcontainer;
DROP TRIGGER erased_item_stays ON petitions_bundleitem;
DROP TRIGGER erased_line_stays ON petitions_paperline;
DROP TRIGGER erased_signatures_are_kept ON petitions_signature;
DROP TRIGGER erased_signature_stays ON petitions_signature;
DROP FUNCTION erased_stays_erased();
""" + STAYS.format(key=STAYS_TOO)


class Migration(migrations.Migration):
    dependencies = [("petitions", "0040_what_is_erased")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
