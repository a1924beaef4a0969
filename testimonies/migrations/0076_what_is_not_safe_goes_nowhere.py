"""A last letter goes to nobody who is not safe; what an archive answered stays word for word.

Whoever has handed the case over, or had it erased, is not asked once more: nobody knows them then.
"""

from importlib import import_module

from django.db import migrations, models

earlier = import_module("testimonies.migrations.0073_what_may_not_go_is_not_posted")

FORWARD = f"""
CREATE OR REPLACE FUNCTION answers_of_archives_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM testimonies_datarequest AS asked
            JOIN testimonies_submission AS submission ON submission.case_id = asked.case_id
            JOIN testimonies_archiverequest AS request ON request.submission_id = submission.id
            WHERE request.id = OLD.request_id AND asked."right" = 'erasure'
              AND asked.asker = 'holder' AND asked.state = 'agreed')
        THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'an answer of an archive stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.uuid, OLD.request_id, OLD.received_on, OLD.outcome, OLD.noted_by_id, OLD.noted_at)
       IS DISTINCT FROM
       (NEW.uuid, NEW.request_id, NEW.received_on, NEW.outcome, NEW.noted_by_id, NEW.noted_at)
       OR NOT is_same_but_for_its_key(OLD.told, NEW.told)
    THEN
        RAISE EXCEPTION 'an answer of an archive stays as it is'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION is_not_written_to(whose bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM testimonies_submitter
        WHERE case_id = whose AND (NOT safe_to_contact OR preference IN ('none', 'relative')))
$$;
CREATE FUNCTION has_another_since(whose bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM testimonies_holder
        WHERE case_id = whose AND ended_at IS NULL AND began_at > at)
$$;
CREATE OR REPLACE FUNCTION must_be_allowed_to_go(letter testimonies_paperletter) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE whose bigint; why text := may_not_leave(letter.submission_id);
BEGIN
    SELECT case_id INTO whose FROM testimonies_submission WHERE id = letter.submission_id;
    IF why = 'suspended' THEN
        RAISE EXCEPTION 'nobody is written to while a case is suspended'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF letter.kind IN {earlier.LAST} THEN
        IF is_not_written_to(whose) AND NOT has_another_since(whose, letter.written_at) THEN
            RAISE EXCEPTION 'nobody is written to who is not safe or asked for no letter'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN;
    END IF;
    IF why = 'erased' OR why IS NOT NULL AND letter.request_id IS NOT NULL
       OR why = 'withdrawn' AND letter.kind IN ('question_waits', 'question_still_waits')
    THEN
        RAISE EXCEPTION 'this letter may not go any more (%)', why
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF letter.request_id IS NOT NULL THEN
        RETURN;
    END IF;
    IF is_not_written_to(whose) THEN
        RAISE EXCEPTION 'nobody is written to who is not safe or asked for no letter'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF has_another_since(whose, letter.written_at) THEN
        RAISE EXCEPTION 'it was written to whoever had the case before'
            USING ERRCODE = 'restrict_violation';
    END IF;
END $$;
"""
BACKWARD = (
    earlier.ONLY_ADDED
    + earlier.ALLOWED_TO_GO
    + """
DROP FUNCTION has_another_since(bigint, timestamptz);
DROP FUNCTION is_not_written_to(bigint);
"""
)


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0075_what_is_asked_again_waits_since_then")]

    operations = [
        migrations.AddField("archiverequest", "was_due_on", models.DateField(null=True)),
        migrations.AddField("archiverequest", "was_reminded_on", models.DateField(null=True)),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
