"""One person signs once: the database says so also where two look in the same moment."""

from __future__ import annotations

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from testimonies.errors import Refusal

#: The constraints of `Signature` that say it.
ONE_LIVING = frozenset({"one_living_signature_each", "one_living_signature_a_name_and_mailbox"})


class InAnotherWindow(Refusal):
    """The same person signs somewhere else in this very moment."""


def is_second(error: IntegrityError) -> bool:
    """Whether a row was refused since another living one is of this person. All else is a bug."""
    cause = error.__cause__
    return isinstance(cause, UniqueViolation) and cause.diag.constraint_name in ONE_LIVING
