"""The queue is drawn from what is told, and follows it by itself."""

from django.db import migrations

# Written in SQL once, and used by the triggers, by the filling below, by the bench, and by the
# test that looks for drift: decision 0154.
FORWARD = """
CREATE VIEW testimonies_queue_as_told AS
SELECT submission.id AS submission_id, submission.case_id, submission.kind, submission.language,
    coalesce(claim.forum_country, '') AS country,
    coalesce(testimony.workflow, claim.state, '') AS state,
    step.waits_for,
    changed.is_changed,
    step.waits_for IN ('first', 'second', 'claim') OR changed.is_changed
        OR step.waits_for = 'answer' AND coalesce(newest.by_id IS NULL AND newest.id IS NOT NULL, false)
        AS is_ours,
    greatest(submission.submitted_at, said.at) AS since
FROM testimonies_submission AS submission
LEFT JOIN testimonies_testimony AS testimony ON testimony.submission_id = submission.id
LEFT JOIN testimonies_claim AS claim ON claim.submission_id = submission.id
CROSS JOIN LATERAL (SELECT CASE
    WHEN testimony.workflow IN ('submitted', 'in_review') THEN 'first'
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
          AND paper.second_reader_id IS NULL AND paper.removed_at IS NULL) AS is_changed) AS changed
LEFT JOIN LATERAL (SELECT max(message.at) AS at FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND message.by_id IS NULL) AS said ON true
LEFT JOIN LATERAL (SELECT message.id, message.by_id FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND step.waits_for = 'answer'
    ORDER BY message.at DESC, message.id DESC LIMIT 1) AS newest ON true;

-- One at a time in a case, and each sees what the one before it has written. Nobody may wait for a
-- row of the same case after this: whoever locks several does so before the first change.
CREATE FUNCTION queue_again(of_case bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7204003, (of_case % 2147483647)::int);
    INSERT INTO testimonies_queueentry AS entry (submission_id, case_id, kind, language, country,
        state, waits_for, is_changed, is_ours, since)
    SELECT submission_id, case_id, kind, language, country,
        state, waits_for, is_changed, is_ours, since
    FROM testimonies_queue_as_told WHERE case_id = of_case
    ON CONFLICT (submission_id) DO UPDATE SET
        case_id = excluded.case_id, kind = excluded.kind, language = excluded.language,
        country = excluded.country, state = excluded.state, waits_for = excluded.waits_for,
        is_changed = excluded.is_changed, is_ours = excluded.is_ours, since = excluded.since
    WHERE (entry.case_id, entry.kind, entry.language, entry.country, entry.state,
           entry.waits_for, entry.is_changed, entry.is_ours, entry.since)
        IS DISTINCT FROM
        (excluded.case_id, excluded.kind, excluded.language, excluded.country, excluded.state,
           excluded.waits_for, excluded.is_changed, excluded.is_ours, excluded.since);
END $$;

CREATE FUNCTION queue_follows_a_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM queue_again(OLD.case_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM queue_again(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION queue_follows_a_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM queue_again(case_id) FROM testimonies_submission WHERE id = OLD.submission_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM queue_again(case_id) FROM testimonies_submission WHERE id = NEW.submission_id;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER submissions_are_queued AFTER INSERT ON testimonies_submission
    FOR EACH ROW EXECUTE FUNCTION queue_follows_a_case();
CREATE TRIGGER moved_submissions_are_queued AFTER UPDATE ON testimonies_submission FOR EACH ROW
    WHEN ((OLD.case_id, OLD.kind, OLD.language, OLD.submitted_at)
          IS DISTINCT FROM (NEW.case_id, NEW.kind, NEW.language, NEW.submitted_at))
    EXECUTE FUNCTION queue_follows_a_case();

CREATE TRIGGER testimonies_are_queued AFTER INSERT OR DELETE ON testimonies_testimony
    FOR EACH ROW EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER moved_testimonies_are_queued AFTER UPDATE ON testimonies_testimony FOR EACH ROW
    WHEN ((OLD.submission_id, OLD.workflow, OLD.publication)
          IS DISTINCT FROM (NEW.submission_id, NEW.workflow, NEW.publication))
    EXECUTE FUNCTION queue_follows_a_submission();

CREATE TRIGGER claims_are_queued AFTER INSERT OR DELETE ON testimonies_claim
    FOR EACH ROW EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER moved_claims_are_queued AFTER UPDATE ON testimonies_claim FOR EACH ROW
    WHEN ((OLD.submission_id, OLD.state, OLD.forum_country)
          IS DISTINCT FROM (NEW.submission_id, NEW.state, NEW.forum_country))
    EXECUTE FUNCTION queue_follows_a_submission();

-- The first consent comes with its submission, and waits for nobody.
CREATE TRIGGER changed_consents_are_queued AFTER INSERT ON testimonies_consentrecord FOR EACH ROW
    WHEN (NEW.version > 1) EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER consents_looked_at_are_queued AFTER UPDATE ON testimonies_consentrecord FOR EACH ROW
    WHEN (NEW.version > 1 AND
          (OLD.superseded_at IS NULL, OLD.withdrawn_at IS NULL, OLD.looked_at IS NULL)
          IS DISTINCT FROM
          (NEW.superseded_at IS NULL, NEW.withdrawn_at IS NULL, NEW.looked_at IS NULL))
    EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER deleted_consents_are_queued AFTER DELETE ON testimonies_consentrecord FOR EACH ROW
    WHEN (OLD.version > 1) EXECUTE FUNCTION queue_follows_a_submission();

CREATE TRIGGER later_papers_are_queued AFTER INSERT ON testimonies_evidence FOR EACH ROW
    WHEN (NEW.added_later) EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER read_papers_are_queued AFTER UPDATE ON testimonies_evidence FOR EACH ROW
    WHEN ((OLD.added_later OR NEW.added_later) AND
          (OLD.submission_id, OLD.added_later, OLD.second_reader_id IS NULL, OLD.removed_at IS NULL)
          IS DISTINCT FROM
          (NEW.submission_id, NEW.added_later, NEW.second_reader_id IS NULL, NEW.removed_at IS NULL))
    EXECUTE FUNCTION queue_follows_a_submission();
CREATE TRIGGER deleted_papers_are_queued AFTER DELETE ON testimonies_evidence FOR EACH ROW
    WHEN (OLD.added_later) EXECUTE FUNCTION queue_follows_a_submission();

CREATE TRIGGER messages_are_queued AFTER INSERT ON testimonies_message FOR EACH ROW
    WHEN (NOT NEW.is_internal) EXECUTE FUNCTION queue_follows_a_case();
CREATE TRIGGER moved_messages_are_queued AFTER UPDATE ON testimonies_message FOR EACH ROW
    WHEN ((OLD.case_id, OLD.by_id, OLD.is_internal, OLD.at)
          IS DISTINCT FROM (NEW.case_id, NEW.by_id, NEW.is_internal, NEW.at))
    EXECUTE FUNCTION queue_follows_a_case();
CREATE TRIGGER deleted_messages_are_queued AFTER DELETE ON testimonies_message FOR EACH ROW
    WHEN (NOT OLD.is_internal) EXECUTE FUNCTION queue_follows_a_case();

-- What was handed in before there was a queue.
INSERT INTO testimonies_queueentry (submission_id, case_id, kind, language, country,
    state, waits_for, is_changed, is_ours, since)
SELECT submission_id, case_id, kind, language, country,
    state, waits_for, is_changed, is_ours, since
FROM testimonies_queue_as_told;
"""

BACKWARD = """
DROP TRIGGER deleted_messages_are_queued ON testimonies_message;
DROP TRIGGER moved_messages_are_queued ON testimonies_message;
DROP TRIGGER messages_are_queued ON testimonies_message;
DROP TRIGGER deleted_papers_are_queued ON testimonies_evidence;
DROP TRIGGER read_papers_are_queued ON testimonies_evidence;
DROP TRIGGER later_papers_are_queued ON testimonies_evidence;
DROP TRIGGER deleted_consents_are_queued ON testimonies_consentrecord;
DROP TRIGGER consents_looked_at_are_queued ON testimonies_consentrecord;
DROP TRIGGER changed_consents_are_queued ON testimonies_consentrecord;
DROP TRIGGER moved_claims_are_queued ON testimonies_claim;
DROP TRIGGER claims_are_queued ON testimonies_claim;
DROP TRIGGER moved_testimonies_are_queued ON testimonies_testimony;
DROP TRIGGER testimonies_are_queued ON testimonies_testimony;
DROP TRIGGER moved_submissions_are_queued ON testimonies_submission;
DROP TRIGGER submissions_are_queued ON testimonies_submission;
DROP FUNCTION queue_follows_a_submission();
DROP FUNCTION queue_follows_a_case();
DROP FUNCTION queue_again(bigint);
DROP VIEW testimonies_queue_as_told;
"""


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0032_what_waits_is_kept_in_a_queue")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
