"""For which losses something that was given before may have been given."""

from __future__ import annotations

from testimonies.models.claim import AwardKind, Head

#: Nobody pays for these with money.
NEVER_PAID = frozenset({Head.NON_MONETARY, Head.CITIZENSHIP})
MONEY = frozenset({AwardKind.PENSION, AwardKind.ONE_SUM, AwardKind.COURT, AwardKind.OTHER})


def may_cover(kind: str) -> frozenset[str]:
    """A status, a rehabilitation and a refusal made nothing good."""
    if kind == AwardKind.PROPERTY:
        return frozenset({Head.HOME_LAND_PROPERTY})
    if kind in MONEY:
        return frozenset(Head) - NEVER_PAID
    return frozenset()
