"""What is done to many signatures at once: sets, not rows, also for a hundred thousand of them.

Every batch is one transaction, and all batches of one petition wait for each other, so that two
people who set aside the same signatures, or put them back, never see half of what the other did.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from petitions.models.signature import Assurance
from petitions.signing.quarantine.rules import Criterion, Window
from petitions.signing.rules import RANK
from petitions.signing.statements import LIVING

#: The first half of an advisory lock; the petition is the second.
WRITER = 7_204_074
ALONE = "SELECT pg_advisory_xact_lock(%(writer)s::int, %(petition)s::int)"

_RANK = " ".join(f"WHEN '{each.value}' THEN {RANK[each]}" for each in Assurance)


def which(criterion: Criterion) -> str:
    """The signatures of a petition, as `signature`, to which a criterion applies."""
    conditions = [
        "signature.petition_id = %(petition)s",
        f"signature.{LIVING} AND signature.erased_at IS NULL",
        "signature.signed_at BETWEEN %(since)s AND %(until)s",
    ]
    if criterion.source:
        # Traces are there together or not at all, and the index of them knows the first.
        conditions.append("signature.address_key IS NOT NULL")
        conditions.append(f"signature.{criterion.source}_key = %(key)s")
    if criterion.suspicion:
        conditions.append("%(suspicion)s::varchar = ANY (signature.suspicions)")
    return " AND ".join(conditions)


def words(petition: int, criterion: Criterion) -> dict[str, Any]:
    return {
        "petition": petition,
        "since": criterion.since,
        "until": criterion.until,
        "key": criterion.key,
        "suspicion": criterion.suspicion,
    }


#: One row a kind: state, assurance, country, how many; and the newest of all.
PREVIEW = """
SELECT signature.state, signature.assurance, signature.country, count(*), max(signature.id)
FROM petitions_signature AS signature WHERE {which} GROUP BY 1, 2, 3
"""
SAMPLE = """
SELECT signature.reference, signature.state, signature.assurance, signature.country,
    signature.signed_at, signature.suspicions
FROM petitions_signature AS signature WHERE {which}
ORDER BY hashtext(signature.reference) LIMIT %(most)s
"""

#: What is confirmed is put into quarantine; what still waits for its letter to be answered is
#: marked, so that answering it looks as always and leads there.
SET_ASIDE = """
WITH due AS (
    SELECT signature.id, signature.state, signature.suspicions
    FROM petitions_signature AS signature
    WHERE {which} AND signature.id > %(walked_to)s AND signature.id <= %(newest)s
    ORDER BY signature.id LIMIT %(batch)s FOR NO KEY UPDATE
), noted AS (
    INSERT INTO petitions_invalidatedsignature (invalidation_id, signature_id, was, had)
    SELECT %(invalidation)s, id, state, suspicions FROM due
), moved AS (
    UPDATE petitions_signature AS signature SET
        state = CASE WHEN due.state = 'confirmed' THEN 'quarantined' ELSE due.state END,
        suspicions = array_remove(due.suspicions, 'set_aside') || ARRAY['set_aside']::varchar[]
    FROM due WHERE signature.id = due.id
)
SELECT count(*), coalesce(max(id), %(walked_to)s) FROM due
"""

#: The rows of an invalidation that nobody has decided yet, with their signatures locked.
_DUE = """
WITH due AS (
    SELECT noted.id, noted.signature_id, noted.was, noted.had,
        array_remove(noted.had, 'set_aside') AS others,
        signature.state, signature.suspicions, signature.confirmed_at,
        array_remove(signature.suspicions, 'set_aside') = array_remove(noted.had, 'set_aside')
            AS is_same,
        (SELECT min(other.id) FROM petitions_invalidatedsignature AS other
         WHERE other.signature_id = noted.signature_id AND other.outcome = ''
           AND other.invalidation_id <> noted.invalidation_id) AS other
    FROM petitions_invalidatedsignature AS noted
    JOIN petitions_signature AS signature ON signature.id = noted.signature_id
    WHERE noted.invalidation_id = %(invalidation)s AND noted.outcome = ''
      AND noted.signature_id > %(walked_to)s
    ORDER BY noted.signature_id LIMIT %(batch)s FOR NO KEY UPDATE
)"""
_DECIDED = """, noted AS (
    UPDATE petitions_invalidatedsignature AS noted SET outcome = decided.outcome
    FROM decided WHERE noted.id = decided.id
)
SELECT count(*), coalesce(max(signature_id), %(walked_to)s),
    count(*) FILTER (WHERE outcome = 'done'), count(*) FILTER (WHERE outcome = 'changed'),
    count(*) FILTER (WHERE outcome = 'still_held')
FROM decided
"""

#: Everything as it was. What somebody set aside as well stays there, and its other note takes
#: over what it was; whoever answered the letter meanwhile counts, as they would have.
PUT_BACK = f"""
{_DUE}, decided AS (
    SELECT due.*,
        CASE WHEN was = 'pending' AND state = 'quarantined' AND others = '{{}}'
            THEN 'confirmed'
            WHEN was = 'pending' AND state = 'quarantined' THEN 'quarantined'
            ELSE was END AS back,
        CASE WHEN NOT is_same THEN 'changed'
            WHEN state <> 'quarantined' AND NOT (was = 'pending' AND state = 'pending')
            THEN 'changed'
            WHEN other IS NOT NULL THEN 'still_held'
            ELSE 'done' END AS outcome
    FROM due
), handed_on AS (
    UPDATE petitions_invalidatedsignature AS noted SET was = decided.back, had = decided.had
    FROM decided
    WHERE noted.id = decided.other AND decided.outcome = 'still_held'
      AND noted.was = 'quarantined' AND decided.was <> 'quarantined'
), moved AS (
    UPDATE petitions_signature AS signature SET
        state = CASE WHEN decided.outcome = 'done' THEN decided.back ELSE signature.state END,
        suspicions = CASE WHEN decided.outcome = 'done' THEN decided.others
            ELSE array_remove(signature.suspicions, 'set_aside') END
    FROM decided
    WHERE signature.id = decided.signature_id AND decided.other IS NULL
      AND signature.{LIVING}
){_DECIDED}"""  # noqa: S608

REJECT = f"""
{_DUE}, decided AS (
    SELECT due.*, CASE WHEN state IN ('pending', 'quarantined') THEN 'done' ELSE 'changed' END
        AS outcome
    FROM due
), moved AS (
    UPDATE petitions_signature AS signature
    SET state = 'rejected', ended_at = statement_timestamp()
    FROM decided WHERE signature.id = decided.signature_id AND decided.outcome = 'done'
){_DECIDED}"""  # noqa: S608

#: They count from now on, whatever else was suspicious; who has not answered yet may.
ACCEPT = f"""
{_DUE}, decided AS (
    SELECT due.*, CASE WHEN state IN ('pending', 'quarantined') THEN 'done' ELSE 'changed' END
        AS outcome
    FROM due
), moved AS (
    UPDATE petitions_signature AS signature SET
        state = CASE WHEN signature.state = 'quarantined' THEN 'confirmed' ELSE 'pending' END,
        suspicions = CASE WHEN signature.state = 'quarantined' THEN signature.suspicions
            ELSE ARRAY[]::varchar[] END
    FROM decided WHERE signature.id = decided.signature_id AND decided.outcome = 'done'
){_DECIDED}"""  # noqa: S608

#: Among several living signatures with one key, all but the one that stands on the firmest
#: ground. Only one whose letter was answered casts doubt on others, or anybody could send forms
#: in the name of others to have them put aside. What is recent is found by two indexes, since a
#: watch must not read a million rows: whatever waits for its letter came by the form, with traces.
SAME = """
WITH recent AS (
    SELECT signature.petition_id, signature.{key} FROM petitions_petition AS petition
    JOIN petitions_signature AS signature ON signature.petition_id = petition.id
    WHERE signature.state = 'confirmed' AND signature.confirmed_at > %(since)s
        AND signature.{key} IS NOT NULL
    UNION
    SELECT petition_id, {key} FROM petitions_signature
    WHERE state = 'pending' AND signed_at > %(since)s AND address_key IS NOT NULL
        AND {key} IS NOT NULL
), ranked AS (
    SELECT signature.id,
        row_number() OVER (together ORDER BY signature.confirmed_at IS NULL,
            CASE signature.assurance {rank} END DESC, signature.confirmed_at, signature.id
        ) AS place,
        bool_or(signature.confirmed_at IS NOT NULL) OVER together AS is_firm
    FROM recent JOIN petitions_signature AS signature
        ON signature.petition_id = recent.petition_id AND signature.{key} = recent.{key}
    WHERE signature.{living}
    WINDOW together AS (PARTITION BY signature.petition_id, signature.{key})
), due AS (
    SELECT id FROM petitions_signature
    WHERE id IN (SELECT id FROM ranked WHERE place > 1 AND is_firm)
      AND {living} AND NOT %(code)s::varchar = ANY (suspicions)
    ORDER BY id FOR NO KEY UPDATE
){mark}"""
_MARK = """
UPDATE petitions_signature AS signature SET
    suspicions = signature.suspicions || ARRAY[%(code)s::varchar],
    state = CASE WHEN signature.state = 'confirmed' THEN 'quarantined' ELSE signature.state END
FROM due WHERE signature.id = due.id
RETURNING signature.petition_id
"""


def same(key: str) -> str:
    return SAME.format(key=key, rank=_RANK, living=LIVING, mark=_MARK)


#: Somebody at this mailbox was told no before, by a person.
REJECTED_BEFORE = f"""
WITH due AS (
    SELECT id FROM petitions_signature AS signature
    WHERE mailbox_key IS NOT NULL AND assurance = 'email'
      AND ((state = 'confirmed' AND confirmed_at > %(since)s)
        OR (state = 'pending' AND signed_at > %(since)s))
      AND NOT %(code)s::varchar = ANY (suspicions)
      AND EXISTS (
        SELECT FROM petitions_signature AS before
        WHERE before.petition_id = signature.petition_id
          AND before.mailbox_key = signature.mailbox_key AND before.state = 'rejected')
    ORDER BY id FOR NO KEY UPDATE
){_MARK}"""  # noqa: S608

#: The first ones of a crowd, which were not many yet when they came; only while their letters
#: are not answered. What already counts is for people to judge.
CROWDED = """
WITH crowds AS (
    SELECT {key} FROM petitions_signature
    WHERE signed_at > %(since)s AND address_key IS NOT NULL AND {key} IS NOT NULL
    GROUP BY {key} HAVING count(*) > %(most)s
), due AS (
    SELECT signature.id FROM petitions_signature AS signature JOIN crowds USING ({key})
    WHERE signature.signed_at > %(since)s AND signature.address_key IS NOT NULL
      AND signature.state = 'pending'
      AND NOT %(code)s::varchar = ANY (signature.suspicions)
    ORDER BY signature.id FOR NO KEY UPDATE OF signature
){mark}"""


def crowded(key: str) -> str:
    return CROWDED.format(key=key, mark=_MARK)


_WINDOW = """(
    SELECT '{name}' AS name, its.key, its.{name}, total.{name} AS of_all,
        usual.count - its.{name} AS earlier, total.usual - total.{name} AS of_all_earlier,
        its.{name}_aside, its.sample
    FROM recent AS its JOIN usual USING (key), total WHERE its.{name} > 0
    ORDER BY its.{name} DESC, its.key LIMIT %(most)s
)"""
_TOP = "(SELECT key FROM recent WHERE {name} > 0 ORDER BY {name} DESC, key LIMIT %(most)s)"
_COUNTS = ", ".join(
    f"count(*) FILTER (WHERE signed_at > %({each.value})s) AS {each.value}, "
    f"count(*) FILTER (WHERE signed_at > %({each.value})s AND is_aside) AS {each.value}_aside"
    for each in Window
)
_TOTALS = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in Window.values)
_SEEN = """(
    SELECT {key} AS key, signed_at, id, state IN ('quarantined', 'rejected') AS is_aside
    FROM petitions_signature
    WHERE petition_id = %(petition)s AND address_key IS NOT NULL AND {key} IS NOT NULL
        AND signed_at > %({since})s
) AS seen"""
#: For each window the most frequent sources, beside how frequent the same ones were before it,
#: with the newest signature of each as a sample. The longest window is a week; only of what is
#: frequent there it is counted how usual it is.
TRENDING = f"""
WITH recent AS MATERIALIZED (
    SELECT key, {_COUNTS}, max(id) AS sample FROM {_SEEN.format(key="{key}", since="week")}
    GROUP BY key
), top AS MATERIALIZED (
    {" UNION ".join(_TOP.format(name=name) for name in Window.values)}
), usual AS MATERIALIZED (
    SELECT top.key, count(*) FROM {_SEEN.format(key="{key}", since="before")}
    LEFT JOIN top ON top.key = seen.key GROUP BY top.key
), total AS (SELECT {_TOTALS}, (SELECT coalesce(sum(count), 0) FROM usual) AS usual FROM recent)
{" UNION ALL ".join(_WINDOW.format(name=name) for name in Window.values)}
"""  # noqa: S608


def trending(key: str) -> str:
    return TRENDING.format(key=key)


def wait_for_turn(petition_id: int) -> None:
    """Until the end of the transaction no batch of this petition runs beside it."""
    ask_all(ALONE, writer=WRITER, petition=petition_id)


def ask_all(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
