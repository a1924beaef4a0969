"""What is due to be erased, and why the rest is kept: sets, not rows, also for a million of them.

The moment is that of the report: a run erases nothing that was not due when somebody looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from petitions.models.erasure import DUE
from petitions.retention import rules
from petitions.signing.rules import CONFIRM_WITHIN

#: A hold that has ended since the report kept it at that moment.
_IS_HELD = "(hold.ended_at IS NULL OR hold.ended_at > %(at)s)"
#: As it was when the petition was frozen: for whoever signed it may become shorter, never longer.
_KEPT_DAYS = "least(target.retention_days, profile.retention_days)"
#: What of a petition can be due at all. While it is open a signature is needed so that nobody
#: signs twice, and what waits for its letter has a rule of its own (decision 0092).
_CANDIDATES = f"""
WITH petition AS MATERIALIZED (
    SELECT petition.id, petition.state, petition.closed_at, EXISTS (
        SELECT FROM petitions_hold AS hold
        WHERE hold.petition_id = petition.id AND {_IS_HELD}) AS is_held
    FROM petitions_petition AS petition WHERE petition.id = %(petition)s
), candidate AS MATERIALIZED (
    SELECT signature.id, signature.state, signature.ended_at, signature.targets
    FROM petitions_signature AS signature, petition
    WHERE signature.petition_id = petition.id AND signature.erased_at IS NULL
      AND signature.id > %(after)s
      AND (petition.state IN ('closed', 'archived')
        OR signature.state IN ('withdrawn', 'superseded'))
      AND (signature.state <> 'pending'
        OR signature.signed_at < %(at)s - %(confirm_within)s)
    {{some}}
)"""  # noqa: S608
#: One row for each institution that a signature goes to or has come to; one without where it goes
#: to nobody.
_GOES = f""", passage AS (
    SELECT candidate.*, target.id AS target, item.bundle_id, bundle.state AS bundle,
        delivery.acknowledged_at,
        make_interval(days => coalesce({_KEPT_DAYS}, %(usual_days)s)) AS kept
    FROM candidate
    LEFT JOIN (petitions_petitiontarget AS target
        JOIN testimonies_targetprofile AS profile ON profile.id = target.profile_id)
      ON target.petition_id = %(petition)s AND (target.id = ANY (candidate.targets)
        OR EXISTS (SELECT FROM petitions_bundleitem AS carried
            WHERE carried.target_id = target.id AND carried.kind = 'signature'
              AND carried.signature_id = candidate.id))
    LEFT JOIN petitions_bundleitem AS item ON item.target_id = target.id
        AND item.kind = 'signature' AND item.signature_id = candidate.id
    LEFT JOIN petitions_bundle AS bundle ON bundle.id = item.bundle_id
    LEFT JOIN petitions_delivery AS delivery ON delivery.bundle_id = bundle.id
), judged AS (
    SELECT passage.id, passage.target, CASE
        WHEN petition.is_held OR passage.bundle_id IN (
            SELECT hold.bundle_id FROM petitions_hold AS hold
            WHERE {_IS_HELD} AND hold.bundle_id IS NOT NULL) THEN 'held'
        WHEN passage.state = 'quarantined' OR EXISTS (
            SELECT FROM petitions_invalidatedsignature AS noted
            WHERE noted.signature_id = passage.id AND noted.outcome = '') THEN 'aside'
        WHEN passage.bundle_id IS NOT NULL AND (passage.bundle <> 'released'
            OR passage.acknowledged_at IS NULL) THEN 'on_its_way'
        WHEN passage.bundle_id IS NOT NULL
            AND passage.acknowledged_at + passage.kept > %(at)s THEN 'not_over'
        WHEN passage.bundle_id IS NOT NULL THEN 'acknowledged'
        WHEN passage.state IN ('withdrawn', 'superseded')
            AND passage.ended_at + %(after_the_end)s > %(at)s THEN 'not_over'
        WHEN passage.state IN ('withdrawn', 'superseded') THEN 'ended'
        WHEN petition.closed_at IS NULL THEN 'open'
        WHEN petition.closed_at + passage.kept > %(at)s THEN 'not_over'
        ELSE 'never_sent' END AS why
    FROM passage CROSS JOIN petition
)"""  # noqa: S608
#: A row a line of the report, and how many people are due whom no earlier line has counted.
SIGNATURES = f"""
{_CANDIDATES.format(some="")}{_GOES}
SELECT target, CASE WHEN why = ANY (%(due)s) AND NOT is_due THEN 'elsewhere' ELSE why END AS shown,
    count(*), count(*) FILTER (WHERE is_due AND place = 1)
FROM (
    SELECT judged.*, bool_and(why = ANY (%(due)s)) OVER (PARTITION BY id) AS is_due,
        row_number() OVER (PARTITION BY id) AS place
    FROM judged
) AS counted
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608
#: The next of them: how many were looked at, the last one, and which are due. All are locked.
NEXT = f"""
{_CANDIDATES.format(some="ORDER BY signature.id LIMIT %(batch)s FOR NO KEY UPDATE OF signature")}
{_GOES}
SELECT (SELECT count(*) FROM candidate), (SELECT max(id) FROM candidate), ARRAY(
    SELECT id FROM judged GROUP BY id HAVING bool_and(why = ANY (%(due)s)) ORDER BY id)
"""  # noqa: S608
#: Released bundles whose files are there. Testimonies and claims on hold stay, and those with a
#: file on hold.
BUNDLES = f"""
SELECT bundle.id, target.petition_id, target.id, CASE
    WHEN EXISTS (SELECT FROM petitions_hold AS hold WHERE {_IS_HELD}
        AND (hold.bundle_id = bundle.id OR hold.petition_id = target.petition_id))
      OR bundle.content = 'records' AND EXISTS (
        SELECT FROM petitions_bundleitem AS item
        LEFT JOIN testimonies_testimony AS testimony ON testimony.id = item.testimony_id
        LEFT JOIN testimonies_claim AS claim ON claim.id = item.claim_id
        JOIN testimonies_evidence AS evidence ON evidence.submission_id
            IN (testimony.submission_id, claim.submission_id)
        JOIN testimonies_storedfile AS file ON file.evidence_id = evidence.id
        WHERE item.bundle_id = bundle.id AND file.legal_hold)
      OR bundle.content = 'records' AND EXISTS (
        SELECT FROM petitions_bundleitem AS item
        LEFT JOIN testimonies_testimony AS testimony ON testimony.id = item.testimony_id
        LEFT JOIN testimonies_claim AS claim ON claim.id = item.claim_id
        JOIN testimonies_submission AS submission ON submission.id
            IN (testimony.submission_id, claim.submission_id)
        JOIN testimonies_restraint AS restraint ON restraint.case_id = submission.case_id
        WHERE item.bundle_id = bundle.id
          AND restraint.kind = 'legal_hold' AND restraint.ended_at IS NULL) THEN 'held'
    WHEN delivery.acknowledged_at IS NULL THEN 'on_its_way'
    WHEN delivery.acknowledged_at + make_interval(days => {_KEPT_DAYS}) > %(at)s
        THEN 'not_over'
    ELSE 'acknowledged' END
FROM petitions_bundle AS bundle
JOIN petitions_petitiontarget AS target ON target.id = bundle.target_id
JOIN testimonies_targetprofile AS profile ON profile.id = target.profile_id
LEFT JOIN petitions_delivery AS delivery ON delivery.bundle_id = bundle.id
WHERE bundle.state = 'released' AND bundle.forgotten_at IS NULL {{some}}
ORDER BY bundle.id
"""  # noqa: S608
ALL_BUNDLES = BUNDLES.format(some="")
ONE_BUNDLE = BUNDLES.format(some="AND bundle.id = %(bundle)s")
#: Closed petitions of which no signature is left. Sheets that are still being read have time.
OVER = f"""
SELECT petition.id FROM petitions_petition AS petition
WHERE petition.state IN ('closed', 'archived') {{some}}
  AND NOT EXISTS (SELECT FROM petitions_signature AS signature
    WHERE signature.petition_id = petition.id AND signature.erased_at IS NULL)
  AND NOT EXISTS (SELECT FROM petitions_hold AS hold
    WHERE hold.petition_id = petition.id AND {_IS_HELD})
  AND (petition.closed_at + make_interval(days => %(usual_days)s) <= %(at)s
    OR NOT EXISTS (SELECT FROM petitions_papersheet AS sheet
      WHERE sheet.petition_id = petition.id AND sheet.state = 'received'))
ORDER BY petition.id
"""  # noqa: S608
ALL_OVER = OVER.format(some="")
ONE_OVER = OVER.format(some="AND petition.id = %(petition)s")
CLOCK = "SELECT statement_timestamp()"


def words(petition: int, at: datetime, *, after: int = 0, batch: int = 0) -> dict[str, Any]:
    return {
        "petition": petition,
        "at": at,
        "after": after,
        "batch": batch,
        "due": sorted(DUE),
        "usual_days": rules.USUAL_DAYS,
        "after_the_end": rules.AFTER_THE_END,
        "confirm_within": CONFIRM_WITHIN,
    }


def clock() -> datetime:
    """The database's, by which everything was acknowledged and closed."""
    ((at,),) = ask(CLOCK)
    return at  # type: ignore[no-any-return]


def ask(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def petitions_over(at: datetime) -> list[int]:
    return [pk for (pk,) in ask(ALL_OVER, at=at, usual_days=rules.USUAL_DAYS)]


def is_over(petition: int, at: datetime) -> bool:
    return bool(ask(ONE_OVER, at=at, usual_days=rules.USUAL_DAYS, petition=petition))


def due_bundles(at: datetime) -> Iterator[int]:
    for bundle, _petition, _target, why in ask(ALL_BUNDLES, at=at):
        if why in DUE:
            yield bundle
