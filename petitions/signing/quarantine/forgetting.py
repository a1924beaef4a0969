"""How old traces are forgotten, and with them what nobody has confirmed."""

from __future__ import annotations

from petitions.models import Signature

#: Where somebody signed from is forgotten. What nobody has confirmed by then is erased whole,
#: unless another row speaks of it. A legal hold keeps both.
FORGET = """
WITH due AS (
    SELECT signature.id, signature.state = 'pending' AND {is_alone} AS is_unconfirmed
    FROM petitions_signature AS signature
    WHERE signature.address_key IS NOT NULL
      AND signature.signed_at < least(%(before)s, statement_timestamp() - %(confirm_within)s)
      AND NOT EXISTS (SELECT FROM petitions_hold AS hold
        WHERE hold.petition_id = signature.petition_id AND hold.ended_at IS NULL)
    ORDER BY signature.signed_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), erased AS (
    DELETE FROM petitions_signature AS signature USING due
    WHERE signature.id = due.id AND due.is_unconfirmed
), forgotten AS (
    UPDATE petitions_signature AS signature
    SET address_key = NULL, network_key = NULL, domain_key = NULL, trace = NULL
    FROM due WHERE signature.id = due.id AND NOT due.is_unconfirmed
)
SELECT count(*) FROM due
"""
_NOWHERE = "NOT EXISTS (SELECT FROM {table} AS other WHERE other.{column} = signature.id)"


def statement() -> str:
    others = [
        _NOWHERE.format(table=each.related_model._meta.db_table, column=each.field.column)
        for each in Signature._meta.related_objects
    ]
    return FORGET.format(is_alone=" AND ".join(others))
