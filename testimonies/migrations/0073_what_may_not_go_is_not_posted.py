"""Each answer of an archive is a row of its own, sealed; what may not be posted is not posted."""

from typing import Any

from django.db import migrations

LAST = "('case_erased', 'case_handed_over', 'reached_elsewhere')"


def write_down_answers(apps: Any, _schema_editor: Any) -> None:
    Request = apps.get_model("testimonies", "ArchiveRequest")
    Answer = apps.get_model("testimonies", "ArchiveAnswer")
    for request in Request.objects.exclude(outcome="").iterator():
        kept = request.answer or {}
        answer = Answer.objects.create(
            request=request,
            received_on=request.answered_on,
            outcome=request.outcome,
            told={
                "words": kept.get("words", ""),
                "passed_on_to": kept.get("passed_on_to", ""),
                "their_number": request.their_number,
            },
        )
        answer.papers.set(request.papers.all())
        request.papers.clear()


def put_back_the_newest(apps: Any, schema_editor: Any) -> None:
    """There is room for one answer of each letter."""
    Answer = apps.get_model("testimonies", "ArchiveAnswer")
    for answer in Answer.objects.order_by("pk").select_related("request").iterator():
        request, told = answer.request, answer.told
        request.answered_on, request.outcome = answer.received_on, answer.outcome
        request.their_number = told.get("their_number", "")
        request.answer = {part: told.get(part, "") for part in ("words", "passed_on_to")}
        request.save(update_fields=["answered_on", "outcome", "their_number", "answer"])
        request.papers.set(answer.papers.all())
    Answer.papers.through.objects.all().delete()
    Answer.objects.all().delete()
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


ONLY_ADDED = """
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
    IF (OLD.request_id, OLD.received_on, OLD.outcome, OLD.noted_by_id, OLD.noted_at)
       IS DISTINCT FROM
       (NEW.request_id, NEW.received_on, NEW.outcome, NEW.noted_by_id, NEW.noted_at)
    THEN
        RAISE EXCEPTION 'an answer of an archive stays as it is'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
ALLOWED_TO_GO = f"""
CREATE OR REPLACE FUNCTION must_be_allowed_to_go(letter testimonies_paperletter) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE whose bigint; why text := may_not_leave(letter.submission_id);
BEGIN
    SELECT case_id INTO whose FROM testimonies_submission WHERE id = letter.submission_id;
    IF why = 'suspended' THEN
        RAISE EXCEPTION 'nobody is written to while a case is suspended'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF letter.kind IN {LAST} THEN
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
    IF EXISTS (SELECT FROM testimonies_submitter
        WHERE case_id = whose AND (NOT safe_to_contact OR preference IN ('none', 'relative')))
    THEN
        RAISE EXCEPTION 'nobody is written to who is not safe or asked for no letter'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM testimonies_holder
        WHERE case_id = whose AND ended_at IS NULL AND began_at > letter.written_at)
    THEN
        RAISE EXCEPTION 'it was written to whoever had the case before'
            USING ERRCODE = 'restrict_violation';
    END IF;
END $$;
"""
FORWARD = f"""
SET CONSTRAINTS ALL IMMEDIATE;
{ONLY_ADDED}CREATE TRIGGER answers_of_archives_are_only_added
    BEFORE UPDATE OR DELETE ON testimonies_archiveanswer
    FOR EACH ROW EXECUTE FUNCTION answers_of_archives_are_only_added();

CREATE FUNCTION may_not_leave(of_submission bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN erased_at IS NOT NULL THEN 'erased'
        WHEN is_restrained(case_id, 'suspension') THEN 'suspended'
        WHEN is_restrained(case_id, 'legal_hold') THEN 'on legal hold'
        WHEN EXISTS (SELECT FROM testimonies_consentrecord AS consent
            WHERE consent.submission_id = of_submission AND consent.superseded_at IS NULL
              AND consent.withdrawn_at IS NOT NULL) THEN 'withdrawn'
        END
    FROM testimonies_submission WHERE id = of_submission
$$;

CREATE OR REPLACE FUNCTION archive_requests_move_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE why text;
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'to_post'), ('draft', 'sent'), ('draft', 'dropped'), ('to_post', 'sent'),
        ('to_post', 'draft'), ('sent', 'answered'), ('sent', 'closed'), ('answered', 'sent'),
        ('answered', 'closed'), ('sent', 'draft'), ('sent', 'dropped'))
       OR OLD.state = 'sent' AND NEW.state IN ('draft', 'dropped') AND OLD.way <> 'email'
    THEN
        RAISE EXCEPTION 'a letter to an archive does not go that way'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('draft', 'to_post') AND NEW.state IN ('to_post', 'sent') THEN
        why := may_not_leave(NEW.submission_id);
        IF why IS NOT NULL THEN
            RAISE EXCEPTION 'nothing of a case leaves while it is held back (%)', why
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'answered' AND NOT EXISTS (
        SELECT FROM testimonies_archiveanswer WHERE request_id = NEW.id)
    THEN
        RAISE EXCEPTION 'an answered letter to an archive has an answer'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

{ALLOWED_TO_GO}
CREATE OR REPLACE FUNCTION paper_letters_move_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'waiting' THEN
            RAISE EXCEPTION 'a letter by post waits at first'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.submission_id, OLD.kind, OLD.request_id, OLD.written_at)
       IS DISTINCT FROM (NEW.submission_id, NEW.kind, NEW.request_id, NEW.written_at)
    THEN
        RAISE EXCEPTION 'a letter by post stays what it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND ((OLD.state, NEW.state) NOT IN (
        ('waiting', 'printed'), ('waiting', 'set_aside'), ('printed', 'posted'),
        ('printed', 'set_aside'), ('posted', 'came_back'), ('came_back', 'waiting'),
        ('came_back', 'set_aside'))
       OR NEW.state = 'waiting' AND NEW.kind IN {LAST})
    THEN
        RAISE EXCEPTION 'a letter by post does not go that way'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('printed', 'posted')
       AND (OLD.state <> NEW.state OR OLD.prints <> NEW.prints)
    THEN
        PERFORM must_be_allowed_to_go(NEW);
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER paper_letters_move_in_order ON testimonies_paperletter;
CREATE TRIGGER paper_letters_move_in_order BEFORE INSERT OR UPDATE ON testimonies_paperletter
    FOR EACH ROW EXECUTE FUNCTION paper_letters_move_in_order();
"""
#: As it was in 0054 and 0058.
BACKWARD = """
SET CONSTRAINTS ALL IMMEDIATE;
DROP TRIGGER paper_letters_move_in_order ON testimonies_paperletter;
CREATE OR REPLACE FUNCTION paper_letters_move_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('waiting', 'printed'), ('waiting', 'set_aside'), ('printed', 'posted'),
        ('printed', 'set_aside'), ('posted', 'came_back'), ('came_back', 'waiting'),
        ('came_back', 'set_aside'))
    THEN
        RAISE EXCEPTION 'a letter by post does not go that way'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'printed' AND is_restrained(
        (SELECT case_id FROM testimonies_submission WHERE id = NEW.submission_id), 'suspension')
    THEN
        RAISE EXCEPTION 'nobody is written to while a case is suspended'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER paper_letters_move_in_order BEFORE UPDATE ON testimonies_paperletter
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION paper_letters_move_in_order();
DROP FUNCTION must_be_allowed_to_go(testimonies_paperletter);
CREATE OR REPLACE FUNCTION archive_requests_move_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE whose bigint;
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'to_post'), ('draft', 'sent'), ('draft', 'dropped'), ('to_post', 'sent'),
        ('to_post', 'draft'), ('sent', 'answered'), ('sent', 'closed'), ('answered', 'sent'),
        ('answered', 'closed'))
    THEN
        RAISE EXCEPTION 'a letter to an archive does not go that way'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('draft', 'to_post') AND NEW.state IN ('to_post', 'sent') THEN
        SELECT case_id INTO whose FROM testimonies_submission WHERE id = NEW.submission_id;
        IF NEW.state = 'to_post' AND (is_restrained(whose, 'suspension')
                                      OR is_restrained(whose, 'legal_hold'))
        THEN
            RAISE EXCEPTION 'nothing of a case leaves while it is held back'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION may_not_leave(bigint);
DROP TRIGGER answers_of_archives_are_only_added ON testimonies_archiveanswer;
DROP FUNCTION answers_of_archives_are_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0072_answers_of_archives_and_last_letters")]

    operations = [
        # First, since it comes back last, when the newest answer stands in its letter again.
        migrations.RemoveConstraint(
            model_name="archiverequest", name="an_answered_request_says_when_and_what"
        ),
        migrations.RunPython(write_down_answers, put_back_the_newest),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RemoveField(model_name="archiverequest", name="their_number"),
        migrations.RemoveField(model_name="archiverequest", name="answered_on"),
        migrations.RemoveField(model_name="archiverequest", name="outcome"),
        migrations.RemoveField(model_name="archiverequest", name="answer"),
    ]
