"""What is somebody else's step now is in nobody's hands, whoever made the one before it."""

from django.db import migrations

#: As in the migration before, but for whoever has it in hand.
AGAIN = """
CREATE OR REPLACE FUNCTION queue_again(of_case bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7204003, (of_case %s 2147483647)::int);
    INSERT INTO testimonies_queueentry AS entry (submission_id, case_id, kind, language, country,
        state, waits_for, is_changed, is_ours, since)
    SELECT submission_id, case_id, kind, language, country,
        state, waits_for, is_changed, is_ours, since
    FROM testimonies_queue_as_told WHERE case_id = of_case
    ON CONFLICT (submission_id) DO UPDATE SET
        case_id = excluded.case_id, kind = excluded.kind, language = excluded.language,
        country = excluded.country, state = excluded.state, waits_for = excluded.waits_for,
        is_changed = excluded.is_changed, is_ours = excluded.is_ours, since = excluded.since%s
    WHERE (entry.case_id, entry.kind, entry.language, entry.country, entry.state,
           entry.waits_for, entry.is_changed, entry.is_ours, entry.since)
        IS DISTINCT FROM
        (excluded.case_id, excluded.kind, excluded.language, excluded.country, excluded.state,
           excluded.waits_for, excluded.is_changed, excluded.is_ours, excluded.since);
END $$;
"""
GOES_ON = """,
        assignee_id = CASE WHEN goes_on(entry, excluded.state, excluded.waits_for)
            THEN NULL ELSE entry.assignee_id END,
        assigned_at = CASE WHEN goes_on(entry, excluded.state, excluded.waits_for)
            THEN NULL ELSE entry.assigned_at END"""
FORWARD = (
    """
-- Who reads first also asks, and reads the answer; a claim is one person's until it was assessed.
CREATE FUNCTION goes_on(entry testimonies_queueentry, state text, waits_for text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (entry.state, entry.waits_for) IS DISTINCT FROM (state, waits_for)
        AND (waits_for NOT IN ('first', 'claim', 'answer') OR state = 'assessed')
$$;
"""
    + AGAIN % ("%", GOES_ON)
)
BACKWARD = AGAIN % ("%", "") + "DROP FUNCTION goes_on(testimonies_queueentry, text, text);"


class Migration(migrations.Migration):
    dependencies = [("testimonies", "0038_submissions_know_that_they_are_erased")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
