"""Two exceptions from what is written once, each bound to its reason.

What came with a decision goes with that decision and with no other; and where words are fixed,
they may be encrypted anew under another key, and nothing else of them changes.
"""

from importlib import import_module

from django.db import migrations, models

empty = import_module("testimonies.migrations.0036_an_erased_case_stays_empty")
before = import_module("testimonies.migrations.0067_fresh_findings_can_be_taken_back")

#: A decision says nothing of how everything stands afterwards only while it is made or taken
#: back, in that very transaction: nobody else ever sees it so.
UNDER_WAY = """
CREATE FUNCTION decision_under_way(what bigint, who bigint) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT uuid FROM testimonies_opendecision
    WHERE submission_id = what AND by_id = who AND after = ''
        AND until > clock_timestamp() - interval '30 seconds'
$$;
CREATE FUNCTION is_taken_back(which uuid, what bigint, who bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(which = decision_under_way(what, who), false)
$$;
CREATE FUNCTION flags_know_their_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.decision := decision_under_way(NEW.submission_id, NEW.by_id);
    NEW.closed_in := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER flags_know_their_decision BEFORE INSERT ON testimonies_flag
    FOR EACH ROW EXECUTE FUNCTION flags_know_their_decision();
CREATE FUNCTION assessments_know_their_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.decision := decision_under_way(
        (SELECT submission_id FROM testimonies_claim WHERE id = NEW.claim_id), NEW.by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER assessments_know_their_decision BEFORE INSERT ON testimonies_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_know_their_decision();
"""
NOTHING_UNDER_WAY = """
DROP TRIGGER assessments_know_their_decision ON testimonies_assessment;
DROP FUNCTION assessments_know_their_decision();
DROP TRIGGER flags_know_their_decision ON testimonies_flag;
DROP FUNCTION flags_know_their_decision();
DROP FUNCTION is_taken_back(uuid, bigint, bigint);
DROP FUNCTION decision_under_way(bigint, bigint);
"""
#: Before the guard of 0067 looks.
FLAG = """IF TG_OP = 'DELETE' AND OLD.closed_at IS NULL
       AND is_taken_back(OLD.decision, OLD.submission_id, OLD.by_id)
    THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.decision := OLD.decision;
        NEW.closed_in := OLD.closed_in;
        IF OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL THEN
            NEW.closed_in := decision_under_way(OLD.submission_id, NEW.closed_by_id);
        ELSIF OLD.closed_at IS NOT NULL AND NEW.closed_at IS NULL
            AND is_taken_back(OLD.closed_in, OLD.submission_id, OLD.closed_by_id)
        THEN
            NEW.closed_in := NULL;
            OLD.closed_at := NULL;
        END IF;
    END IF;
    """
ASSESSMENT = """IF TG_OP = 'DELETE'
       AND EXISTS (SELECT FROM testimonies_claim AS claim WHERE claim.id = OLD.claim_id
           AND is_taken_back(OLD.decision, claim.submission_id, OLD.by_id)
           AND claim.state NOT IN ('ready_for_bundle', 'transmitted', 'received')
           AND NOT (OLD.seat = 'first' AND claim.state = 'assessed'))
    THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        NEW.decision := OLD.decision;
    END IF;
    """
#: The name of its key stands before the colon, and is another one; nothing else differs.
NEW_KEY = """
CREATE FUNCTION name_of_its_key(sealed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT split_part(encode(decode(substr(sealed, 3, 256), 'hex'), 'escape'), ':', 1)
$$;
CREATE FUNCTION only_its_key_changes(was jsonb, is_now jsonb, name text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(was - name = is_now - name
        AND name_of_its_key(was ->> name) <> name_of_its_key(is_now ->> name), false)
$$;
"""
FIXED = """
DROP TRIGGER segments_lie_in_their_recording ON testimonies_segment;
DROP TRIGGER an_index_goes_with_its_public_version ON testimonies_indexpoint;
CREATE TRIGGER segments_lie_in_their_recording BEFORE INSERT OR DELETE
    ON testimonies_segment FOR EACH ROW EXECUTE FUNCTION segments_lie_in_their_recording();
CREATE TRIGGER changed_segments_lie_in_their_recording BEFORE UPDATE ON testimonies_segment
    FOR EACH ROW WHEN (NOT only_its_key_changes(to_jsonb(OLD.*), to_jsonb(NEW.*), 'told'))
    EXECUTE FUNCTION segments_lie_in_their_recording();
CREATE TRIGGER an_index_goes_with_its_public_version BEFORE INSERT OR DELETE
    ON testimonies_indexpoint FOR EACH ROW EXECUTE FUNCTION an_index_goes_with_its_public_version();
CREATE TRIGGER a_changed_index_goes_with_its_public_version BEFORE UPDATE ON testimonies_indexpoint
    FOR EACH ROW WHEN (NOT only_its_key_changes(to_jsonb(OLD.*), to_jsonb(NEW.*), 'told'))
    EXECUTE FUNCTION an_index_goes_with_its_public_version();
"""
#: What an erased case keeps is encrypted too, empty as it is.
ERASED = """
DROP TRIGGER what_was_erased_stays_empty ON testimonies_{table};
CREATE TRIGGER what_was_erased_stays_empty BEFORE UPDATE ON testimonies_{table}
    FOR EACH ROW WHEN (({changed})
        AND NOT only_its_key_changes(to_jsonb(OLD.*), to_jsonb(NEW.*), '{sealed}'))
    EXECUTE FUNCTION an_erased_case_takes_nothing('{way}');
"""
ERASED_BEFORE = ERASED.replace(
    """(({changed})
        AND NOT only_its_key_changes(to_jsonb(OLD.*), to_jsonb(NEW.*), '{sealed}'))""",
    "({changed})",
)


def erased(statements: str) -> str:
    return "".join(
        statements.format(
            table=table,
            changed=empty.changed(columns),
            way="case" if table in empty.INTO_CASES else "submission",
            sealed="answers" if table == "submission" else "told",
        )
        for table, columns in empty.EMPTIED
    )


NOT_FIXED = """
DROP TRIGGER a_changed_index_goes_with_its_public_version ON testimonies_indexpoint;
DROP TRIGGER an_index_goes_with_its_public_version ON testimonies_indexpoint;
DROP TRIGGER changed_segments_lie_in_their_recording ON testimonies_segment;
DROP TRIGGER segments_lie_in_their_recording ON testimonies_segment;
CREATE TRIGGER segments_lie_in_their_recording BEFORE INSERT OR UPDATE OR DELETE
    ON testimonies_segment FOR EACH ROW EXECUTE FUNCTION segments_lie_in_their_recording();
CREATE TRIGGER an_index_goes_with_its_public_version BEFORE INSERT OR UPDATE OR DELETE
    ON testimonies_indexpoint FOR EACH ROW EXECUTE FUNCTION an_index_goes_with_its_public_version();
DROP FUNCTION only_its_key_changes(jsonb, jsonb, text);
DROP FUNCTION name_of_its_key(text);
"""

FORWARD = (
    UNDER_WAY
    + before.FLAGS % FLAG
    + before.ASSESSMENTS % ASSESSMENT
    + "DROP FUNCTION is_just_decided(bigint, bigint, timestamptz);"
    + NEW_KEY
    + FIXED
    + erased(ERASED)
)
BACKWARD = (
    erased(ERASED_BEFORE)
    + NOT_FIXED
    + before.IS_JUST_DECIDED
    + before.FLAGS % before.FRESH_FLAG
    + before.ASSESSMENTS % before.FRESH_ASSESSMENT
    + NOTHING_UNDER_WAY
)


def known(table: str, name: str) -> migrations.AddField:
    return migrations.AddField(table, name, models.UUIDField(editable=False, null=True))


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0073_what_may_not_go_is_not_posted")]

    operations = [
        known("flag", "decision"),
        known("flag", "closed_in"),
        known("assessment", "decision"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
