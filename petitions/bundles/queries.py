"""What waits to be put into bundles, when it falls due, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from petitions.bundles import notices, snapshots, statements, ticks
from petitions.models import BundleRule, PetitionTarget
from petitions.models.bundle import Because, Content
from petitions.models.bundle_rule import RuleKind
from petitions.models.petition import State
from testimonies.models.institution import Schedule

#: The task that beat calls, whose only argument is a target.
MAKES_BUNDLES = "petitions.tasks.make_bundles"
PUBLIC = [State.OPEN, State.CLOSED, State.ARCHIVED]
#: Nothing more is made of what is archived, but by hand.
TICKING = [State.OPEN, State.CLOSED]


@dataclass(frozen=True)
class Tick:
    """A moment at which a rule says that a bundle is due, and nobody has seen to it yet."""

    rule: int
    at: datetime
    because: Because
    schedule: str = ""
    zone: str = ""

    def in_words(self) -> str:
        since = localtime(self.at, ZoneInfo(self.zone or settings.TIME_ZONE))
        told = {"since": f"{since:%Y-%m-%d %H:%M %Z}", "schedule": self.schedule}
        match self.because:
            case Because.TIMES:
                return _("due since %(since)s by the schedule “%(schedule)s”") % told
            case Because.THRESHOLD:
                return _("due since %(since)s, when enough had signed") % told
            case _:
                return _("due since %(since)s, when the petition closed") % told


@dataclass(frozen=True)
class Usual:
    """The rule that an institution's profile calls usual; its times where it has any."""

    kind: RuleKind
    times: dict[str, Any]
    words: str


@dataclass(frozen=True)
class Due:
    """What one institution has not received yet of one petition, and what its rules say."""

    target: int
    petition: str
    institution: str
    signatures: int
    withdrawals: int
    testimonies: int
    claims: int
    notices: int
    last_cut_off: datetime | None
    ticks: list[Tick]
    #: In words: what a rule waits for, or that there is none.
    waits_for: list[str]

    @property
    def is_anything(self) -> bool:
        return any(
            (self.signatures, self.withdrawals, self.testimonies, self.claims, self.notices)
        )

    def why(self) -> str:
        """One line: by which rules it is due and since when, or what it waits for."""
        said = [tick.in_words() for tick in self.ticks] or self.waits_for
        return "; ".join(said)


def due(at: datetime) -> list[Due]:
    """Every target of a public petition for which something new was there, or a rule ticked."""
    found = [waiting(target, at) for target in _targets()]
    return [each for each in found if each.is_anything or each.ticks]


def waiting(target: PetitionTarget, at: datetime) -> Due:
    """What a freeze up to this moment would take."""
    with statements.in_one_pass():
        ((signatures, withdrawals),) = statements.ask(
            statements.WAITING, petition=target.petition_id, target=target.pk, cut_off=at
        )
    testimonies, claims = snapshots.waiting(target, at)
    own = target.bundles.living().filter(content=Content.SIGNATURES)
    return Due(
        target=target.pk,
        petition=target.petition.slug,
        institution=target.profile.institution.code,
        signatures=signatures,
        withdrawals=withdrawals,
        testimonies=testimonies,
        claims=claims,
        notices=sum(1 for _each in notices.collect(target, at)),
        last_cut_off=own.aggregate(last=Max("cut_off"))["last"],
        ticks=due_ticks(target, at),
        waits_for=waits_for(target),
    )


def due_ticks(target: PetitionTarget, at: datetime) -> list[Tick]:
    """Of every rule the last tick up to this moment that was not seen to."""
    if target.petition.state not in TICKING:
        return []
    found = (_tick(rule, target, at) for rule in _rules(target))
    return sorted((tick for tick in found if tick), key=lambda tick: tick.at)


def ticked_targets(at: datetime) -> list[int]:
    """Of which targets a rule has ticked."""
    ruled = _targets().filter(petition__state__in=TICKING, bundle_rules__isnull=False)
    return [target.pk for target in ruled.distinct() if due_ticks(target, at)]


def waits_for(target: PetitionTarget) -> list[str]:
    return [_waits(rule, target) for rule in _rules(target)] or [
        _("no rule is turned on; usual here: %s") % target.profile.get_schedule_display()
    ]


def valid_signatures(target: PetitionTarget) -> int:
    found = target.counts.filter(is_valid=True).aggregate(total=Sum("total"))["total"]
    return int(found or 0)


def reached_at(target: PetitionTarget) -> datetime | None:
    """When the threshold that was frozen with the words was reached; None while it is not."""
    if not target.threshold or valid_signatures(target) < target.threshold:
        return None
    found = statements.ask(
        statements.REACHED,
        petition=target.petition_id,
        target=target.pk,
        threshold=target.threshold,
    )
    return found[0][0] if found else None


def usual(target: PetitionTarget) -> Usual:
    """To be offered, and turned on by somebody; never by itself."""
    profile = target.profile
    zone = ticks.ZONES.get(profile.institution.country, settings.TIME_ZONE)
    times = {"minute": "0", "hour": "6", "timezone": ZoneInfo(zone)}
    match profile.schedule:
        case Schedule.AT_THRESHOLD:
            return Usual(RuleKind.THRESHOLD, {}, str(RuleKind.THRESHOLD.label))
        case Schedule.AT_CLOSE:
            return Usual(RuleKind.CLOSE, {}, str(RuleKind.CLOSE.label))
        case Schedule.WEEKLY:
            words = _("every Monday at 6:00, %s") % zone
            return Usual(RuleKind.TIMES, times | {"day_of_week": "1"}, words)
        case _:
            words = _("on the first of each month at 6:00, %s") % zone
            return Usual(RuleKind.TIMES, times | {"day_of_month": "1"}, words)


def zone_of(schedule: PeriodicTask) -> ZoneInfo:
    return ZoneInfo(str(schedule.crontab.timezone if schedule.crontab else settings.TIME_ZONE))


def _tick(rule: BundleRule, target: PetitionTarget, at: datetime) -> Tick | None:
    match rule.kind:
        case RuleKind.TIMES:
            return _tick_of_times(rule, at)
        case RuleKind.CLOSE:
            moment = target.petition.closed_at
            because = Because.CLOSE
        case _:
            moment = rule.reached_at or reached_at(target)
            because = Because.THRESHOLD
    if moment is None or rule.ticked_at:
        return None
    return Tick(rule.pk, max(moment, rule.since), because)


def _tick_of_times(rule: BundleRule, at: datetime) -> Tick | None:
    schedule = rule.schedule
    if schedule is None or not schedule.enabled:
        return None
    after = max(rule.since, rule.ticked_at or rule.since)
    if schedule.crontab:
        moment = ticks.last_time(
            schedule.crontab.schedule, zone_of(schedule), after=after, until=at
        )
    elif schedule.interval:
        pause = schedule.interval.schedule.run_every
        moment = ticks.last_pause(pause, since=rule.since, until=at)
    else:
        moment = None
    if moment is None or moment <= after:
        return None
    return Tick(rule.pk, moment, Because.TIMES, schedule.name, zone_of(schedule).key)


def _waits(rule: BundleRule, target: PetitionTarget) -> str:
    match rule.kind:
        case RuleKind.CLOSE if rule.ticked_at:
            return _("the bundle of the closing was made; what came later waits for a hand")
        case RuleKind.CLOSE:
            return _("waits for the petition to close")
        case RuleKind.THRESHOLD if rule.ticked_at:
            return _("the bundle of the threshold was made; what came later waits for a hand")
        case RuleKind.THRESHOLD:
            needed, valid = target.threshold or 0, valid_signatures(target)
            return ngettext(
                "waits for %(needed)s signature that counts: %(valid)s so far",
                "waits for %(needed)s signatures that count: %(valid)s so far",
                needed,
            ) % {"needed": needed, "valid": valid}
        case _:
            return _waits_for_its_time(rule)


def _waits_for_its_time(rule: BundleRule) -> str:
    schedule = rule.schedule
    name = schedule.name if schedule else ""
    if schedule is None or not schedule.enabled:
        return _("the schedule “%s” is turned off") % name
    return _("waits for the schedule “%(name)s”: %(when)s") % {
        "name": name,
        "when": when(schedule),
    }


def when(schedule: PeriodicTask) -> str:
    """Its times in words, with their time zone."""
    times: CrontabSchedule | None = schedule.crontab
    return str(times.human_readable if times else schedule.interval or "–")


def _rules(target: PetitionTarget) -> Iterator[BundleRule]:
    rules = BundleRule.objects.filter(target=target).order_by("pk")
    yield from rules.select_related("schedule__crontab", "schedule__interval")


def _targets() -> QuerySet[PetitionTarget]:
    targets = PetitionTarget.objects.filter(petition__state__in=PUBLIC)
    return targets.select_related("petition", "profile__institution")
