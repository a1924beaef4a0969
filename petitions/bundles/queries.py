"""What waits to be put into bundles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from petitions.bundles import statements
from petitions.models import PetitionTarget
from petitions.models.bundle import Content
from petitions.models.petition import State


@dataclass(frozen=True)
class Due:
    """What one institution has not received yet of one petition."""

    target: int
    petition: str
    institution: str
    signatures: int
    withdrawals: int
    last_cut_off: datetime | None


def due(at: datetime) -> list[Due]:
    """Every target of a public petition for which something new was there at that moment."""
    found = [_due(target, at) for target in _targets()]
    return [each for each in found if each.signatures or each.withdrawals]


def _due(target: PetitionTarget, at: datetime) -> Due:
    with statements.in_one_pass():
        ((signatures, withdrawals),) = statements.ask(
            statements.WAITING, petition=target.petition_id, target=target.pk, cut_off=at
        )
    own = target.bundles.filter(content=Content.SIGNATURES)
    return Due(
        target=target.pk,
        petition=target.petition.slug,
        institution=target.profile.institution.code,
        signatures=signatures,
        withdrawals=withdrawals,
        last_cut_off=own.aggregate(last=Max("cut_off"))["last"],
    )


def _targets() -> Iterator[PetitionTarget]:
    public = [State.OPEN, State.CLOSED, State.ARCHIVED]
    targets = PetitionTarget.objects.filter(petition__state__in=public)
    yield from targets.select_related("petition", "profile__institution")
