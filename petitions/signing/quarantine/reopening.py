"""How a rejection is taken back, and what a decision or its undoing would touch: statements."""

from petitions.signing.statements import LIVING

#: What a rejection is taken back for, unless it has been told to an institution, or the person has
#: signed again, or somebody has decided alone since.
_MAY_COME_BACK = f"""
    CASE WHEN signature.state <> 'rejected' OR signature.erased_at IS NOT NULL THEN 'changed'
        WHEN EXISTS (SELECT FROM petitions_bundleitem AS told
            WHERE told.signature_id = signature.id AND told.kind = 'withdrawal') THEN 'told'
        WHEN EXISTS (SELECT FROM petitions_signature AS again
            WHERE again.petition_id = signature.petition_id AND again.{LIVING}
              AND (again.identity_key = signature.identity_key
                OR again.mail_key = signature.mail_key)) THEN 'again'
        ELSE '' END"""  # noqa: S608
#: Rejected ones wait for a decision again, as they did before; whose letter was never answered
#: waits for that.
REOPEN = f"""
WITH due AS (
    SELECT noted.id, noted.signature_id, {_MAY_COME_BACK} AS obstacle
    FROM petitions_invalidatedsignature AS noted
    JOIN petitions_signature AS signature ON signature.id = noted.signature_id
    WHERE noted.invalidation_id = %(invalidation)s AND noted.outcome = 'done'
      AND noted.signature_id > %(walked_to)s
    ORDER BY noted.signature_id LIMIT %(batch)s FOR NO KEY UPDATE
), decided AS (
    SELECT due.*, CASE WHEN obstacle = '' THEN '' ELSE 'changed' END AS outcome FROM due
), moved AS (
    UPDATE petitions_signature AS signature SET ended_at = NULL,
        state = CASE WHEN signature.confirmed_at IS NULL THEN 'pending' ELSE 'quarantined' END
    FROM decided WHERE signature.id = decided.signature_id AND decided.outcome = ''
), noted AS (
    UPDATE petitions_invalidatedsignature AS noted SET outcome = decided.outcome
    FROM decided WHERE noted.id = decided.id
)
SELECT count(*), coalesce(max(signature_id), %(walked_to)s),
    count(*) FILTER (WHERE outcome = ''), count(*) FILTER (WHERE outcome <> ''), 0
FROM decided
"""  # noqa: S608

#: Before a decision: one row a state, with how many an institution has received already.
BEFORE_DECIDING = """
SELECT signature.state, count(*), count(*) FILTER (WHERE EXISTS (
    SELECT FROM petitions_bundleitem AS carried
    WHERE carried.signature_id = signature.id AND carried.kind = 'signature'))
FROM petitions_invalidatedsignature AS noted
JOIN petitions_signature AS signature ON signature.id = noted.signature_id
WHERE noted.invalidation_id = %(invalidation)s AND noted.outcome = ''
GROUP BY 1 ORDER BY 1
"""
#: Before a rejection is undone: one row an obstacle, the empty one for those that come back.
BEFORE_REOPENING = f"""
SELECT {_MAY_COME_BACK} AS obstacle, count(*)
FROM petitions_invalidatedsignature AS noted
JOIN petitions_signature AS signature ON signature.id = noted.signature_id
WHERE noted.invalidation_id = %(invalidation)s AND noted.outcome = 'done'
GROUP BY 1
"""  # noqa: S608
