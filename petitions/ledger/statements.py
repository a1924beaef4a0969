"""How leaves and tiles are written and read: a few statements, also for thousands of leaves."""

from __future__ import annotations

from typing import Any

from django.db import connection

#: The petitions of a batch, and how many leaves each has.
TREES = """
SELECT petition.id, petition.slug, petition.text_digest, coalesce((
    SELECT entry.index + 1 FROM petitions_ledgerentry AS entry
    WHERE entry.petition_id = petition.id ORDER BY entry.index DESC LIMIT 1), 0)
FROM petitions_petition AS petition WHERE petition.id = ANY(%(petitions)s::bigint[])
ORDER BY petition.id
"""

APPEND = """
INSERT INTO petitions_ledgerentry (petition_id, index, event, signature_id, assurance, country,
    day, commitment, leaf_hash)
SELECT %(petition)s, * FROM unnest(%(indexes)s::bigint[], %(events)s::text[],
    %(signatures)s::bigint[], %(assurances)s::text[], %(countries)s::text[], %(days)s::date[],
    %(commitments)s::bytea[], %(hashes)s::bytea[])
"""

TILES = """
SELECT tile.level, tile.number, tile.hashes
FROM unnest(%(levels)s::smallint[], %(numbers)s::bigint[]) AS wanted (level, number)
JOIN petitions_ledgertile AS tile ON tile.petition_id = %(petition)s
    AND tile.level = wanted.level AND tile.number = wanted.number
"""

KEEP_TILES = """
INSERT INTO petitions_ledgertile (petition_id, level, number, hashes)
SELECT %(petition)s, *
FROM unnest(%(levels)s::smallint[], %(numbers)s::bigint[], %(hashes)s::bytea[])
ON CONFLICT (petition_id, level, number) DO UPDATE SET hashes = EXCLUDED.hashes
"""

#: Trees with leaves that no checkpoint covers: after a while, and of a closed petition at once.
WITHOUT_CHECKPOINT = """
SELECT petition.id FROM petitions_petition AS petition
CROSS JOIN LATERAL (
    SELECT entry.index + 1 AS size FROM petitions_ledgerentry AS entry
    WHERE entry.petition_id = petition.id ORDER BY entry.index DESC LIMIT 1
) AS tree
LEFT JOIN LATERAL (
    SELECT known.size, known.at FROM petitions_checkpoint AS known
    WHERE known.petition_id = petition.id ORDER BY known.size DESC LIMIT 1
) AS newest ON true
WHERE newest.size IS NULL OR newest.size < tree.size AND (
    newest.at < statement_timestamp() - %(within)s OR petition.state <> 'open')
"""

#: Newest checkpoints without a timestamp, where the last one lies back long enough; of a petition
#: that nobody signs any more at once. Whoever has waited longest comes first.
TO_STAMP = """
SELECT newest.id, newest.note FROM petitions_petition AS petition
CROSS JOIN LATERAL (
    SELECT known.id, known.note, known.at FROM petitions_checkpoint AS known
    WHERE known.petition_id = petition.id ORDER BY known.size DESC LIMIT 1
) AS newest
LEFT JOIN LATERAL (
    SELECT stamp.received_at AS at, known.id FROM petitions_checkpointstamp AS stamp
    JOIN petitions_checkpoint AS known ON known.id = stamp.checkpoint_id
    WHERE known.petition_id = petition.id ORDER BY known.size DESC LIMIT 1
) AS last ON true
WHERE newest.id IS DISTINCT FROM last.id
  AND (last.at IS NULL OR petition.state <> 'open'
      OR last.at < statement_timestamp() - %(every)s)
ORDER BY last.at NULLS FIRST, newest.at LIMIT %(most)s
"""

#: Petitions with a checkpoint from before that moment which neither it nor a newer one stamps.
UNSTAMPED = """
SELECT petition.slug FROM petitions_petition AS petition
WHERE EXISTS (
    SELECT FROM petitions_checkpoint AS known
    WHERE known.petition_id = petition.id AND known.at < %(before)s AND known.size > coalesce((
        SELECT max(stamped.size) FROM petitions_checkpointstamp AS stamp
        JOIN petitions_checkpoint AS stamped ON stamped.id = stamp.checkpoint_id
        WHERE stamped.petition_id = petition.id), 0))
ORDER BY petition.slug
"""

#: Since when these keys sign, and that others no longer do. The first key of all has signed
#: whatever checkpoints there are.
KEEP_KEYS = """
WITH begun AS (
    INSERT INTO petitions_checkpointkey AS known (public, began_at)
    SELECT key, CASE WHEN EXISTS (SELECT FROM petitions_checkpointkey)
        THEN statement_timestamp()
        ELSE coalesce((SELECT min(at) FROM petitions_checkpoint), statement_timestamp()) END
    FROM unnest(%(keys)s::bytea[]) AS key
    ON CONFLICT (public) DO UPDATE
    SET ended_at = NULL, began_at = least(known.began_at, statement_timestamp())
    WHERE known.ended_at IS NOT NULL OR known.began_at > statement_timestamp()
)
UPDATE petitions_checkpointkey SET ended_at = greatest(began_at, statement_timestamp())
WHERE ended_at IS NULL AND public <> ALL (%(keys)s::bytea[])
"""

#: A batch of leaves with what their signatures say now.
ENTRIES = """
SELECT entry.index, entry.event, entry.assurance, entry.country, entry.day, entry.commitment,
    entry.leaf_hash, signature.id, signature.uuid, signature.personal,
    signature.petition_id, signature.assurance, signature.country, signature.commitment
FROM petitions_ledgerentry AS entry
JOIN petitions_signature AS signature ON signature.id = entry.signature_id
WHERE entry.petition_id = %(petition)s AND entry.index >= %(start)s AND entry.index < %(end)s
ORDER BY entry.index
"""

#: In one glance, so that they fit each other while others sign: how many leaves there are, all
#: counts, those for institutions once more by the rows, and which signatures are marked as
#: counted, how many and all numbers mixed.
SUMS = """
SELECT coalesce((SELECT max(index) + 1 FROM petitions_ledgerentry
        WHERE petition_id = %(petition)s), 0),
    coalesce((SELECT jsonb_object_agg(assurance || ' ' || country, total)
        FROM petitions_signaturecount WHERE petition_id = %(petition)s), '{}'),
    coalesce((SELECT jsonb_object_agg(day || ' ' || assurance, total)
        FROM petitions_daycount WHERE petition_id = %(petition)s), '{}'),
    coalesce((SELECT jsonb_object_agg(assurance || ' ' || country || kept.as_what || profile.code,
            kept.total)
        FROM (SELECT *, CASE WHEN is_valid THEN ', valid for ' ELSE ', support for ' END AS as_what
            FROM petitions_targetcount) AS kept
        JOIN petitions_petitiontarget AS target ON target.id = kept.target_id
        JOIN testimonies_targetprofile AS profile ON profile.id = target.profile_id
        WHERE target.petition_id = %(petition)s), '{}'),
    coalesce((SELECT jsonb_object_agg(name, total) FROM (
        SELECT signature.assurance || ' ' || signature.country
            || CASE WHEN goes.target = ANY (signature.valid_targets)
                THEN ', valid for ' ELSE ', support for ' END
            || coalesce(profile.code, 'target ' || goes.target) AS name, count(*) AS total
        FROM petitions_signature AS signature
        CROSS JOIN LATERAL unnest(signature.targets) AS goes (target)
        LEFT JOIN petitions_petitiontarget AS target
            ON target.id = goes.target AND target.petition_id = signature.petition_id
        LEFT JOIN testimonies_targetprofile AS profile ON profile.id = target.profile_id
        WHERE signature.petition_id = %(petition)s AND signature.is_counted
        GROUP BY 1) AS summed), '{}'),
    (SELECT jsonb_build_array(count(*), coalesce(bit_xor(id), 0)) FROM petitions_signature
        WHERE petition_id = %(petition)s AND is_counted)
"""

IN_TILES = """
SELECT coalesce(sum(length(hashes)), 0) FROM petitions_ledgertile
WHERE petition_id = %(petition)s
"""


def run(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def ask(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
