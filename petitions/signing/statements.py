"""The statements with which a signature is written: each is a whole act, and commits alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts import driver
from testimonies.models.letter import Priority

#: A living signature: `one_living_signature_each` is a unique index over just these rows.
LIVING = "state IN ('pending', 'confirmed', 'quarantined')"

#: Open, and its last day is not over; that it is closed then is noticed a little later.
OPEN = """petition.state = 'open' AND (petition.closes_on IS NULL
    OR petition.closes_on >= (statement_timestamp() AT TIME ZONE %(zone)s)::date)"""

#: The signature and the letter with its link, unless the petition is not open, this person has a
#: living signature, or enough others share the mailbox. Says which of it was so. Those who share a
#: mailbox take turns, or a program that sends many forms at once would find room for all of them.
SIGN = f"""
WITH petition AS (
    SELECT petition.id FROM petitions_petition AS petition
    WHERE petition.id = %(petition)s AND {OPEN}
), others AS MATERIALIZED (
    SELECT others_at_mailbox(%(petition)s, %(mailbox)s, %(identity)s, %(holds_place)s) AS people
), signed AS (
    INSERT INTO petitions_signature (
        uuid, reference, petition_id, language, country, display, targets, valid_targets,
        identity_key, mail_key, mailbox_key, person_key, code_key, personal, commitment,
        wants_news, suspicions, address_key, network_key, domain_key, trace
    )
    SELECT %(uuid)s, %(reference)s, petition.id, %(language)s, %(country)s, %(display)s,
        %(targets)s::bigint[], %(valid_targets)s::bigint[],
        %(identity)s, %(identity)s, %(mailbox)s, %(person)s, %(code)s, %(personal)s,
        %(commitment)s, %(wants_news)s, %(suspicions)s::text[],
        %(address_key)s, %(network_key)s, %(domain_key)s, %(trace)s
    FROM petition, others WHERE others.people < %(most)s
    ON CONFLICT DO NOTHING
    RETURNING id
), letter AS (
    INSERT INTO testimonies_letter (uuid, kind, language, contents, priority, domain_key)
    SELECT %(letter)s, 'confirm_signature', %(language)s, %(contents)s,
        {Priority.CONFIRM:d}, %(domain)s FROM signed
)
SELECT
    EXISTS (SELECT FROM petition) AS is_open,
    EXISTS (SELECT FROM signed) AS is_new,
    others.people >= %(most)s AS is_full,
    known.uuid AS known
FROM others LEFT JOIN petitions_signature known
    ON known.petition_id = %(petition)s AND known.mail_key = %(identity)s AND known.{LIVING}
"""  # noqa: S608

#: The pause after the last letter is over, or a wrong clock wrote down that it lies far ahead.
IS_DUE = """mailed_at NOT BETWEEN statement_timestamp() - %(between_letters)s
        AND statement_timestamp() + %(between_letters)s"""

#: The same person again. What waits for confirmation takes the new answers; what is confirmed
#: stays as it is, since whoever knows a name and an address can send the form. Says whether the
#: signature is still there: what nobody confirmed may be forgotten in this very moment.
SIGN_AGAIN = f"""
WITH known AS (
    SELECT id, state, {IS_DUE} AS is_due
    FROM petitions_signature WHERE uuid = %(uuid)s FOR NO KEY UPDATE
), corrected AS (
    UPDATE petitions_signature AS waiting SET
        language = %(language)s, country = %(country)s, display = %(display)s,
        targets = %(targets)s::bigint[], valid_targets = %(valid_targets)s::bigint[],
        person_key = %(person)s, code_key = %(code)s,
        personal = %(personal)s, commitment = %(commitment)s, wants_news = %(wants_news)s,
        suspicions = ARRAY(
            SELECT code FROM unnest(waiting.suspicions) AS code WHERE code = ANY (%(staying)s)
        ) || %(suspicions)s::varchar[],
        signed_at = statement_timestamp(),
        mailed_at = CASE WHEN known.is_due THEN statement_timestamp() ELSE waiting.mailed_at END
    FROM known WHERE waiting.id = known.id AND known.state = 'pending'
), reminded AS (
    UPDATE petitions_signature AS counted SET mailed_at = statement_timestamp()
    FROM known WHERE counted.id = known.id AND known.state <> 'pending' AND known.is_due
), letter AS (
    INSERT INTO testimonies_letter (uuid, kind, language, contents, priority, domain_key)
    SELECT %(letter)s, 'confirm_signature', %(language)s, %(contents)s,
        {Priority.CONFIRM:d}, %(domain)s FROM known WHERE known.is_due
)
SELECT EXISTS (SELECT FROM known)
"""  # noqa: S608

#: The same question for somebody who moves to a mailbox; an act that asks it goes on alone there.
OTHERS = """
SELECT others_at_mailbox(%(petition)s, %(mailbox)s, %(identity)s, %(holds_place)s)
"""

#: One too many for a mailbox: a letter says so, and not more often than any other.
MAILBOX_FULL = f"""
WITH oldest AS (
    SELECT id FROM petitions_signature
    WHERE petition_id = %(petition)s AND mailbox_key = %(mailbox)s AND {LIVING}
    ORDER BY id LIMIT 1
), told AS (
    UPDATE petitions_signature AS signature SET mailed_at = statement_timestamp() FROM oldest
    WHERE signature.id = oldest.id
      AND signature.{IS_DUE}
    RETURNING signature.id
)
INSERT INTO testimonies_letter (uuid, kind, language, contents, domain_key)
SELECT %(letter)s, 'mailbox_full', %(language)s, %(contents)s, %(domain)s FROM told
"""  # noqa: S608

#: What the link in a letter leads to; nothing when it was not followed in time.
BEHIND_LINK = """
SELECT signature.id, signature.reference, signature.state, signature.language,
    signature.personal, petition.slug
FROM petitions_signature AS signature
JOIN petitions_petition AS petition ON petition.id = signature.petition_id
WHERE signature.uuid = %(uuid)s
  AND (signature.state <> 'pending'
       OR signature.signed_at > statement_timestamp() - %(confirm_within)s)
"""

#: The time is the database's: all web servers then agree on what was confirmed before a cut-off.
#: What looks suspicious is put aside instead; the person is told nothing else than others are.
#: Who closes the petition waits until this is done, so nobody is confirmed after it closed.
#: Of those who wait at a mailbox as many as there is room for may confirm, whoever comes first.
CONFIRM = """
WITH own AS MATERIALIZED (
    SELECT id, others_while_open(petition_id, mailbox_key, mail_key, %(zone)s) AS people
    FROM petitions_signature WHERE id = %(id)s
), confirmed AS (
    UPDATE petitions_signature AS signature
    SET state = CASE WHEN cardinality(signature.suspicions) = 0
            THEN 'confirmed' ELSE 'quarantined' END,
        confirmed_at = statement_timestamp()
    FROM own
    WHERE signature.id = own.id AND signature.state = 'pending'
      AND signature.signed_at > statement_timestamp() - %(confirm_within)s
      AND own.people < %(most)s
    RETURNING signature.id
)
INSERT INTO testimonies_letter (uuid, kind, language, contents, domain_key)
SELECT %(letter)s, 'signature_confirmed', %(language)s, %(contents)s, %(domain)s FROM confirmed
"""

#: Whether a proven signature may be written: now, or on the day when we received it on paper, or
#: at the moment when we received its file. Who closes the petition waits for the lock.
HOLD_OPEN = """
SELECT petition.id FROM petitions_petition AS petition
WHERE petition.id = %(petition)s
  AND (petition.closes_on IS NULL OR petition.closes_on >= coalesce(%(received_on)s::date,
      (coalesce(%(received_at)s, statement_timestamp()) AT TIME ZONE %(zone)s)::date))
  AND (petition.state = 'open' OR petition.state = 'closed'
      AND ((petition.closed_at AT TIME ZONE %(zone)s)::date >= %(received_on)s::date
          OR petition.closed_at >= %(received_at)s))
FOR SHARE
"""


def array(values: Iterable[int | str]) -> str:
    """Numbers or codes as PostgreSQL writes an array; psycopg takes ten times as long for it."""
    return f"{{{','.join(map(str, values))}}}"


def run(statement: str, parameters: dict[str, Any]) -> int:
    """How many rows the statement's last part wrote."""
    return driver.send(statement, parameters).rowcount


def ask(statement: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    """The one row that the statement answers with."""
    row: tuple[Any, ...] = driver.send(statement, parameters).fetchone()  # type: ignore[assignment]
    return row


def ask_all(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    return driver.send(statement, parameters).fetchall()
