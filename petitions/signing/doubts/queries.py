"""What whoever reads a mailbox may know of a doubt: the older signature, which came from there."""

from __future__ import annotations

from dataclasses import dataclass

from petitions.models import Doubt
from petitions.models.doubt import Answer
from petitions.models.signature import LIVING, State
from petitions.signing import queries as signatures
from petitions.signing.doubts import rules
from petitions.signing.queries import Signed
from testimonies.privacy import tokens


@dataclass(frozen=True)
class Asked:
    """`signed` is the older signature. SECURITY: of the stronger there is nothing but a day."""

    doubt: Doubt
    signed: Signed

    @property
    def is_one(self) -> bool:
        return self.doubt.answer == Answer.ONE

    @property
    def is_two(self) -> bool:
        return self.doubt.answer == Answer.TWO

    @property
    def may_be_one(self) -> bool:
        """Whether there is still something to take its place."""
        return self.doubt.stronger.state == State.CONFIRMED

    @property
    def is_over(self) -> bool:
        """The older one has ended meanwhile, so nothing is left to be said."""
        is_there = self.signed.signature.state in LIVING and not self.signed.is_erased
        return not self.doubt.answer and not is_there


def of_link(token: str) -> Asked | None:
    uuid = tokens.read(rules.ONE_OR_TWO, token)
    if uuid is None:
        return None
    found = Doubt.objects.select_related("older__petition", "stronger").filter(uuid=uuid).first()
    signed = signatures.signed(found.older) if found else None
    return Asked(found, signed) if found and signed else None
