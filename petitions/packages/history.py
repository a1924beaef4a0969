"""The custody history of what is handed over: what happened, when, in which role. Never who.

Details of a line are left out: they were written for the house. The hash of a line shows its
place in the chain, whose head stands in every bundle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from petitions.packages.contents import Event
from testimonies.models import CustodyEvent


def lines(subjects: Mapping[str, Sequence[str]], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of these subjects, by their kind; only events that are known here, the oldest first."""
    own = Q(pk__in=[])
    for kind, names in subjects.items():
        own |= Q(subject_kind=kind, subject__in=names)
    found = CustodyEvent.objects.filter(own, event__in=list(known)).order_by("pk")
    return [
        {
            "at": line.at.isoformat(),
            "event": line.event,
            "by": line.actor,
            "position": line.position,
            "hash": bytes(line.hash).hex() if line.hash else None,
        }
        for line in found
    ]


def events(told: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> list[Event]:
    """The same as events of PREMIS."""
    return [
        Event(known[line["event"]], line["event"], datetime.fromisoformat(line["at"]), line["by"])
        for line in told
    ]
