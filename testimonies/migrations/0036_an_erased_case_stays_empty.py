"""A case is erased on an agreed request only, under no hold, and nothing comes into it again."""

from django.db import migrations

INTO_CASES = ("draft", "submission", "message", "submitter", "holder", "evidence", "upload")
INTO_SUBMISSIONS = ("personmention", "sealedanswers", "testimony", "claim", "consentrecord")
#: What was emptied. Where what came may still be looked at, other columns may change.
EMPTIED = (
    ("submission", ("answers", "assisted_by", "draft_id")),
    ("testimony", ("told", "public_name", "public_text")),
    ("claim", ("told",)),
    ("evidence", ("told",)),
)


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


INTO = """
CREATE TRIGGER an_erased_case_takes_nothing BEFORE INSERT ON testimonies_{table}
    FOR EACH ROW EXECUTE FUNCTION an_erased_case_takes_nothing('{way}');
"""
STAYS = """
CREATE TRIGGER what_was_erased_stays_empty BEFORE UPDATE ON testimonies_{table}
    FOR EACH ROW WHEN ({changed})
    EXECUTE FUNCTION an_erased_case_takes_nothing('{way}');
"""
FORWARD = """
CREATE FUNCTION an_erased_case_takes_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_case bigint;
BEGIN
    IF TG_ARGV[0] = 'case' THEN
        of_case := NEW.case_id;
    ELSE
        SELECT case_id INTO of_case FROM testimonies_submission WHERE id = NEW.submission_id;
    END IF;
    IF EXISTS (SELECT FROM testimonies_case WHERE id = of_case AND erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'an erased case takes nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION a_case_is_erased_on_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.erased_at IS NOT NULL OR NOT EXISTS (
        SELECT FROM testimonies_datarequest
        WHERE case_id = NEW.id AND right = 'erasure' AND asker = 'holder' AND state = 'agreed')
    THEN
        RAISE EXCEPTION 'a case is erased on an agreed request, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF is_restrained(NEW.id, 'legal_hold')
       OR EXISTS (SELECT FROM testimonies_storedfile AS file
               JOIN testimonies_evidence AS paper ON paper.id = file.evidence_id
               WHERE paper.case_id = NEW.id AND file.legal_hold)
    THEN
        RAISE EXCEPTION 'a legal hold keeps it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_case_is_erased_on_request BEFORE UPDATE ON testimonies_case
    FOR EACH ROW WHEN (NEW.erased_at IS DISTINCT FROM OLD.erased_at OR OLD.erased_at IS NOT NULL)
    EXECUTE FUNCTION a_case_is_erased_on_request();
CREATE TRIGGER no_case_begins_erased BEFORE INSERT ON testimonies_case
    FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION a_case_is_erased_on_request();
""".replace("AND right = ", 'AND "right" = ')
FORWARD += "".join(INTO.format(table=table, way="case") for table in INTO_CASES)
FORWARD += "".join(INTO.format(table=table, way="submission") for table in INTO_SUBMISSIONS)
FORWARD += "".join(
    STAYS.format(
        table=table,
        changed=changed(columns),
        way="case" if table in INTO_CASES else "submission",
    )
    for table, columns in EMPTIED
)
BACKWARD = "".join(
    f"DROP TRIGGER what_was_erased_stays_empty ON testimonies_{table};" for table, _ in EMPTIED
)
BACKWARD += "".join(
    f"DROP TRIGGER an_erased_case_takes_nothing ON testimonies_{table};"
    for table in (*INTO_CASES, *INTO_SUBMISSIONS)
)
BACKWARD += """
DROP TRIGGER no_case_begins_erased ON testimonies_case;
DROP TRIGGER a_case_is_erased_on_request ON testimonies_case;
DROP FUNCTION a_case_is_erased_on_request();
DROP FUNCTION an_erased_case_takes_nothing();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0035_requests_about_data")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
