"""What has happened to a petition so far, for those who follow it: the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.core.cache import cache
from django.db.models import Sum
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from petitions.campaigns import queries as campaigns
from petitions.campaigns.outward import milestones, rules
from petitions.campaigns.outward.happened import Event
from petitions.campaigns.queries import Campaign, Target
from petitions.models import DayCount, Endorsement, Signature
from testimonies.snapshots import FRESH_ENOUGH, Snapshots
from testimonies.templatetags.components import figure

MOST = 100
A_WHILE = 3600


def of(petition: Campaign) -> list[Event]:
    """In the language of the petition, a moment old. Names no clerk, no signer and no speaker."""
    return _EVENTS.get((petition.slug, petition.language), fresh=FRESH_ENOUGH) or []


def on_page(petition: Campaign) -> list[Event]:
    """What has become of it, without what the page tells elsewhere: the organisations."""
    return [each for each in of(petition) if not each.key.startswith("organisations/")]


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
        *milestones.of(petition),
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
