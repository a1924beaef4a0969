"""What is held back is found in the queue, and what was answered waits since it was answered."""

from django.db import migrations

COLUMNS = """submission_id, case_id, kind, language, country, state, waits_for, is_changed, is_ours,
        since"""
HELD_BACK = ", is_suspended, is_held, is_doubted"
VIEW = """
CREATE VIEW testimonies_queue_as_told AS
SELECT submission.id AS submission_id, submission.case_id, submission.kind, submission.language,
    coalesce(claim.forum_country, '') AS country,
    coalesce(testimony.workflow, claim.state, '') AS state,
    step.waits_for,
    changed.is_changed,
    step.waits_for IN ('first', 'second', 'claim') OR changed.is_changed
        OR step.waits_for = 'answer' AND coalesce(newest.by_id IS NULL AND newest.id IS NOT NULL, false)
        AS is_ours,
    %s
FROM testimonies_submission AS submission
LEFT JOIN testimonies_testimony AS testimony ON testimony.submission_id = submission.id
LEFT JOIN testimonies_claim AS claim ON claim.submission_id = submission.id
CROSS JOIN LATERAL (SELECT CASE
    WHEN testimony.workflow IN ('submitted', 'triage', 'in_review') THEN 'first'
    WHEN testimony.workflow = 'second_review' THEN 'second'
    WHEN claim.state IN ('submitted', 'acknowledged', 'recorded', 'assessed') THEN 'claim'
    WHEN testimony.workflow = 'needs_info' OR claim.state = 'info_requested' THEN 'answer'
    WHEN testimony.workflow = 'accepted' AND testimony.publication = 'unpublished' THEN 'publication'
    ELSE '' END AS waits_for) AS step
CROSS JOIN LATERAL (SELECT
    EXISTS (SELECT FROM testimonies_consentrecord AS consent
        WHERE consent.submission_id = submission.id AND consent.version > 1
          AND consent.superseded_at IS NULL AND consent.withdrawn_at IS NULL
          AND consent.looked_at IS NULL)
    OR EXISTS (SELECT FROM testimonies_evidence AS paper
        WHERE paper.submission_id = submission.id AND paper.added_later
          AND paper.second_reader_id IS NULL AND paper.removed_at IS NULL)
    OR EXISTS (SELECT FROM testimonies_redaction AS redaction
        WHERE redaction.submission_id = submission.id
          AND (redaction.state = 'proposed'
               OR redaction.state <> 'lifted' AND redaction.lift_asked_by_id IS NOT NULL))
    AS is_changed) AS changed
%s
LEFT JOIN LATERAL (SELECT message.id, message.by_id FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND step.waits_for = 'answer'
    ORDER BY message.at DESC, message.id DESC LIMIT 1) AS newest ON true;
"""
# Who writes without being asked goes to the end of no line. While somebody is asked, it waits for
# the answer since then, and for us since the first word after that.
SINCE = """CASE WHEN step.waits_for = 'answer' THEN coalesce(answered.at, clock.asked_at)
        ELSE greatest(submission.submitted_at, clock.resumed_at) END AS since,
    EXISTS (SELECT FROM testimonies_restraint AS restraint
        WHERE restraint.case_id = submission.case_id AND restraint.kind = 'suspension'
          AND restraint.ended_at IS NULL) AS is_suspended,
    EXISTS (SELECT FROM testimonies_restraint AS restraint
        WHERE restraint.case_id = submission.case_id AND restraint.kind = 'legal_hold'
          AND restraint.ended_at IS NULL) AS is_held,
    EXISTS (SELECT FROM testimonies_flag AS flag
        WHERE flag.submission_id = submission.id AND flag.closed_at IS NULL) AS is_doubted"""
ANSWERED = """CROSS JOIN LATERAL (SELECT coalesce(testimony.asked_at, claim.asked_at) AS asked_at,
    coalesce(testimony.resumed_at, claim.resumed_at) AS resumed_at) AS clock
LEFT JOIN LATERAL (SELECT min(message.at) AS at FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND message.by_id IS NULL AND message.at > clock.asked_at) AS answered ON true"""
SINCE_BEFORE = "greatest(submission.submitted_at, said.at) AS since"
SAID = """LEFT JOIN LATERAL (SELECT max(message.at) AS at FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND message.by_id IS NULL) AS said ON true"""
AGAIN = """
CREATE OR REPLACE FUNCTION queue_again(of_case bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7204003, (of_case %% 2147483647)::int);
    INSERT INTO testimonies_queueentry AS entry (%(columns)s)
    SELECT %(columns)s
    FROM testimonies_queue_as_told WHERE case_id = of_case
    ON CONFLICT (submission_id) DO UPDATE SET
        case_id = excluded.case_id, kind = excluded.kind, language = excluded.language,
        country = excluded.country, state = excluded.state, waits_for = excluded.waits_for,
        is_changed = excluded.is_changed, is_ours = excluded.is_ours, since = excluded.since,%(more)s
        assignee_id = CASE WHEN goes_on(entry, excluded.state, excluded.waits_for)
            THEN NULL ELSE entry.assignee_id END,
        assigned_at = CASE WHEN goes_on(entry, excluded.state, excluded.waits_for)
            THEN NULL ELSE entry.assigned_at END
    WHERE (%(entry)s)
        IS DISTINCT FROM
        (%(excluded)s);
END $$;
"""
CLOCK = """
CREATE OR REPLACE FUNCTION the_clock_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was text; is_now text; asking text;
BEGIN
    IF TG_TABLE_NAME = 'testimonies_testimony' THEN
        asking := 'needs_info'; is_now := NEW.workflow;
        IF TG_OP = 'UPDATE' THEN was := OLD.workflow; END IF;
    ELSE
        asking := 'info_requested'; is_now := NEW.state;
        IF TG_OP = 'UPDATE' THEN was := OLD.state; END IF;
    END IF;
    IF is_now = asking AND was IS DISTINCT FROM asking THEN
        NEW.asked_at := clock_timestamp();
    ELSIF is_now <> asking AND was = asking THEN
        NEW.time_with_submitter := OLD.time_with_submitter + (clock_timestamp() - OLD.asked_at);
        %sNEW.asked_at := NULL;
    END IF;
    RETURN NEW;
END $$;
"""
RESUMES = """NEW.resumed_at := clock_timestamp();
        """
#: The clock moves with the state, and alone where a decision is taken back.
MOVED = """
DROP TRIGGER moved_testimonies_are_queued ON testimonies_testimony;
DROP TRIGGER moved_claims_are_queued ON testimonies_claim;
CREATE TRIGGER moved_testimonies_are_queued AFTER UPDATE ON testimonies_testimony FOR EACH ROW
    WHEN ((OLD.submission_id, OLD.workflow, OLD.publication%(old)s)
          IS DISTINCT FROM (NEW.submission_id, NEW.workflow, NEW.publication%(new)s))
    EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER moved_claims_are_queued AFTER UPDATE ON testimonies_claim FOR EACH ROW
    WHEN ((OLD.submission_id, OLD.state, OLD.forum_country%(old)s)
          IS DISTINCT FROM (NEW.submission_id, NEW.state, NEW.forum_country%(new)s))
    EXECUTE FUNCTION queue_follows_a_submission();
"""
HELD_BACK_FOLLOWS = """
CREATE TRIGGER restraints_are_queued AFTER INSERT ON testimonies_restraint
    FOR EACH ROW EXECUTE FUNCTION queue_follows_a_case();
CREATE TRIGGER ended_restraints_are_queued AFTER UPDATE ON testimonies_restraint FOR EACH ROW
    WHEN ((OLD.ended_at IS NULL) IS DISTINCT FROM (NEW.ended_at IS NULL))
    EXECUTE FUNCTION queue_follows_a_case();
CREATE TRIGGER flags_are_queued AFTER INSERT OR DELETE ON testimonies_flag
    FOR EACH ROW EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER closed_flags_are_queued AFTER UPDATE ON testimonies_flag FOR EACH ROW
    WHEN ((OLD.closed_at IS NULL) IS DISTINCT FROM (NEW.closed_at IS NULL))
    EXECUTE FUNCTION queue_follows_a_submission();
"""
NOTHING_FOLLOWS = """
DROP TRIGGER closed_flags_are_queued ON testimonies_flag;
DROP TRIGGER flags_are_queued ON testimonies_flag;
DROP TRIGGER ended_restraints_are_queued ON testimonies_restraint;
DROP TRIGGER restraints_are_queued ON testimonies_restraint;
"""
# When the clock went on is written down in custody; it goes no further back than that.
RESUMED = """
UPDATE testimonies_testimony AS testimony SET resumed_at = (SELECT max(line.at)
    FROM testimonies_custodyevent AS line WHERE line.event = 'testimony.answered'
      AND line.subject_kind = 'testimony' AND line.subject = testimony.reference)
    WHERE time_with_submitter > interval '0';
UPDATE testimonies_claim AS claim SET resumed_at = (SELECT max(line.at)
    FROM testimonies_custodyevent AS line WHERE line.event = 'claim.answered'
      AND line.subject_kind = 'claim' AND line.subject = claim.reference)
    WHERE time_with_submitter > interval '0';
"""
DRAWN = """
UPDATE testimonies_queueentry AS entry SET since = drawn.since, is_suspended = drawn.is_suspended,
    is_held = drawn.is_held, is_doubted = drawn.is_doubted
FROM testimonies_queue_as_told AS drawn WHERE drawn.submission_id = entry.submission_id
    AND (entry.since, entry.is_suspended, entry.is_held, entry.is_doubted) IS DISTINCT FROM
        (drawn.since, drawn.is_suspended, drawn.is_held, drawn.is_doubted);
"""


def again(columns: str, more: str) -> str:
    names = [name.strip() for name in columns.split(",")][1:]
    return AGAIN % {
        "columns": columns,
        "more": more,
        "entry": ", ".join(f"entry.{name}" for name in names),
        "excluded": ", ".join(f"excluded.{name}" for name in names),
    }


FORWARD = (
    "DROP VIEW testimonies_queue_as_told;"
    + VIEW % (SINCE, ANSWERED)
    + again(
        COLUMNS + HELD_BACK,
        """
        is_suspended = excluded.is_suspended, is_held = excluded.is_held,
        is_doubted = excluded.is_doubted,""",
    )
    + CLOCK % RESUMES
    + MOVED
    % {"old": ", OLD.asked_at, OLD.resumed_at", "new": ", NEW.asked_at, NEW.resumed_at"}
    + HELD_BACK_FOLLOWS
    + RESUMED
    + DRAWN
)
BACKWARD = (
    NOTHING_FOLLOWS
    + MOVED % {"old": "", "new": ""}
    + CLOCK % ""
    + "DROP VIEW testimonies_queue_as_told;"
    + VIEW % (SINCE_BEFORE, SAID)
    + again(COLUMNS, "")
)


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0068_what_is_held_back_has_a_place_in_the_queue")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
