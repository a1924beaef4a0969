"""What was sorted waits for a first reader, as what just came does."""

from django.db import migrations

AS_TOLD = """
CREATE OR REPLACE VIEW testimonies_queue_as_told AS
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
    WHEN testimony.workflow IN (%(first)s) THEN 'first'
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
LEFT JOIN LATERAL (SELECT max(message.at) AS at FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND message.by_id IS NULL) AS said ON true
LEFT JOIN LATERAL (SELECT message.id, message.by_id FROM testimonies_message AS message
    WHERE message.case_id = submission.case_id AND NOT message.is_internal
      AND step.waits_for = 'answer'
    ORDER BY message.at DESC, message.id DESC LIMIT 1) AS newest ON true;
"""
FORWARD = AS_TOLD.replace("%(first)s", "'submitted', 'triage', 'in_review'")
BACKWARD = AS_TOLD.replace("%(first)s", "'submitted', 'in_review'")


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0048_what_is_recorded_was_ticked")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
