"""What has happened to a petition so far, for those who follow it: the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.cache import cache
from django.db.models import Sum
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from petitions.campaigns import queries as campaigns
from petitions.campaigns.outward import rules
from petitions.campaigns.queries import Campaign, Target
from petitions.models import DayCount, Delivery, Endorsement, Signature
from petitions.models.bundle import Content
from petitions.models.bundle import State as BundleState
from testimonies.snapshots import Snapshots
from testimonies.templatetags.components import figure

MOST = 100
A_WHILE = 3600


@dataclass(frozen=True)
class Event:
    """`key` stays the same for ever; with the petition it names the event."""

    key: str
    at: datetime
    title: str
    words: str = ""


def of(petition: Campaign) -> list[Event]:
    """In the language of the petition, a moment old. Names no clerk, no signer and no speaker."""
    return _EVENTS.get((petition.slug, petition.language)) or []


def _of(key: tuple[str, str]) -> list[Event] | None:
    petition = campaigns.campaign(*key)
    if petition is None:
        return None
    with override(petition.language):
        return _found(petition)


def _found(petition: Campaign) -> list[Event]:
    found = [
        *_life(petition),
        *_milestones(petition),
        *_thresholds(petition),
        *_bundles(petition),
        *_endorsements(petition),
    ]
    return sorted(found, key=lambda event: (event.at, event.key), reverse=True)[:MOST]


def _life(petition: Campaign) -> Iterator[Event]:
    yield Event("opened", petition.opened_at, _("Open for signatures"), petition.summary)
    if petition.closed_at:
        yield Event("closed", petition.closed_at, _("Closed: it can no longer be signed"))


def _milestones(petition: Campaign) -> Iterator[Event]:
    """Round numbers, each with the day on which it was first reached, and not the minute:

    nobody shall read from it when one person signed.
    """
    rows = DayCount.objects.filter(petition=petition.pk).order_by("day")
    days = rows.values("day").annotate(signed=Sum("total")).values_list("day", "signed")
    for number, day in rules.reached(days):
        words = ngettext(
            "%(number)s person has signed and confirmed",
            "%(number)s people have signed and confirmed",
            number,
        )
        yield Event(f"signatures/{number}", _begin_of(day), words % {"number": figure(number)})


def _thresholds(petition: Campaign) -> Iterator[Event]:
    """As many as an institution asks for, by what counts under its own law."""
    for target in petition.targets:
        day = _reached_on(petition.pk, target) if target.is_reached else None
        if day and target.threshold:
            words = {"institution": target.name, "number": figure(target.threshold)}
            title = ngettext(
                "%(institution)s: the %(number)s signature that it asks for is there",
                "%(institution)s: the %(number)s signatures that it asks for are there",
                target.threshold,
            )
            yield Event(f"thresholds/{target.code}", _begin_of(day), title % words)


def _reached_on(petition_id: int, target: Target) -> date | None:
    """Kept for an hour: it changes only when an older signature is withdrawn."""

    def ask() -> date | None:
        valid = Signature.objects.confirmed().filter(
            petition=petition_id, valid_targets__contains=[target.pk]
        )
        last = (target.threshold or 1) - 1
        moments = valid.order_by("confirmed_at", "id").values_list("confirmed_at", flat=True)
        found = list(moments[last : last + 1])
        return localdate(found[0]) if found else None

    return cache.get_or_set(f"threshold:{target.pk}:{target.threshold}", ask, A_WHILE)


def _bundles(petition: Campaign) -> Iterator[Event]:
    """Bundles of signatures only: of testimonies not even the number is anybody's business."""
    released = Delivery.objects.filter(
        bundle__target__petition=petition.pk,
        bundle__state=BundleState.RELEASED,
        bundle__content=Content.SIGNATURES,
        sent_at__isnull=False,
    )
    institutions = {target.pk: target.name for target in petition.targets}
    for delivery in released.select_related("bundle").prefetch_related("responses"):
        bundle = delivery.bundle
        name = institutions[bundle.target_id]
        words = {"institution": name, "number": bundle.number}
        count = int(bundle.frozen.get("counts", {}).get("signatures", 0))
        signatures = ngettext("%(count)s signature", "%(count)s signatures", count)
        key = f"bundles/{bundle.uuid}"
        if delivery.sent_at:
            title = _("%(institution)s: bundle %(number)s handed over") % words
            yield Event(key, delivery.sent_at, title, signatures % {"count": figure(count)})
        if delivery.acknowledged_at:
            title = _("%(institution)s has acknowledged bundle %(number)s") % words
            yield Event(
                f"{key}/acknowledged", delivery.acknowledged_at, title, _verified(delivery)
            )


def _verified(delivery: Delivery) -> str:
    """What the institution says itself, without the clerk who wrote it."""
    counted = [each for each in delivery.responses.all() if each.verified_count is not None]
    if not counted:
        return ""
    count = max(counted, key=lambda each: each.at).verified_count or 0
    words = ngettext(
        "It has found %(count)s signature valid.",
        "It has found %(count)s signatures valid.",
        count,
    )
    return words % {"count": figure(count)}


def _endorsements(petition: Campaign) -> Iterator[Event]:
    shown = Endorsement.objects.published().filter(petition=petition.pk)
    for endorsement in shown.order_by("-published_at")[:MOST]:
        if endorsement.published_at:
            title = _("%(organisation)s supports this petition") % {
                "organisation": endorsement.name
            }
            key = f"organisations/{endorsement.uuid}"
            yield Event(key, endorsement.published_at, title)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())


_EVENTS = Snapshots(_of)
