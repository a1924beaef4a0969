"""A dry run: what is due, counted by petition, institution and reason, and kept as a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from petitions.models import Erasure, ErasureLine, Petition
from petitions.models.erasure import DUE, Kind, State, What
from petitions.retention import rules, statements
from testimonies.custody import log as custody


def look(*, by: User | None = None) -> Erasure:
    """Erases nothing. The report names nobody; whoever erases later does so on its word."""
    at = statements.clock()
    people, lines = 0, list(_bundles(at))
    for petition in Petition.objects.public().order_by("pk").values_list("pk", flat=True):
        for line, due in _signatures(petition, at):
            lines.append(line)
            people += due
    return _keep(at, lines, people, by)


def look_if_time() -> Erasure | None:
    """For beat, which may come too often, or late: one look a day."""
    newest = Erasure.objects.looks().order_by("-at").first()
    if newest and newest.at > statements.clock() - rules.LOOK_EVERY:
        return None
    return look()


def _signatures(petition: int, at: datetime) -> Iterator[tuple[ErasureLine, int]]:
    rows = statements.ask(statements.SIGNATURES, **statements.words(petition, at))
    for target, why, count, due in rows:
        line = ErasureLine(
            petition_id=petition, target_id=target, what=What.SIGNATURE, why=why, count=count
        )
        yield line, due


def _bundles(at: datetime) -> Iterator[ErasureLine]:
    rows = statements.ask(statements.ALL_BUNDLES, at=at)
    counted = Counter((petition, target, why) for _bundle, petition, target, why in rows)
    for (petition, target, why), count in sorted(counted.items()):
        yield ErasureLine(
            petition_id=petition, target_id=target, what=What.BUNDLE, why=why, count=count
        )


@transaction.atomic
def _keep(at: datetime, lines: list[ErasureLine], people: int, by: User | None) -> Erasure:
    bundles = sum(line.count for line in lines if line.what == What.BUNDLE and line.why in DUE)
    report = Erasure.objects.create(
        kind=Kind.LOOK,
        state=State.LOOKED,
        at=at,
        by=by,
        signatures=people,
        bundles=bundles,
        ended_at=at,
    )
    for line in lines:
        line.erasure = report
    ErasureLine.objects.bulk_create(lines, batch_size=1_000)
    custody.record("erasure.looked", report, by=by, signatures=people, bundles=bundles)
    return Erasure.objects.get(pk=report.pk)
