"""Used by beat, the sweep and the desk: which rules a target has, and what a tick does."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from accounts.models import User
from petitions.bundles import queries, statements
from petitions.bundles.actions.freezing import Why, freeze_what_is_new
from petitions.bundles.queries import Tick
from petitions.models import Bundle, BundleRule, PetitionTarget
from petitions.models.bundle_rule import RuleKind
from testimonies.custody import log as custody
from testimonies.errors import Refusal


def make_due(target_id: int) -> list[Bundle]:
    """Freeze what is new up to the last tick that nobody has seen to; nothing where there is none.

    Safe to repeat, late, and from two workers at once: the cut-off is the tick, and not the moment
    of the call. Of several ticks that were missed the last one makes the bundle.
    """
    _notice_threshold(target_id)
    target = PetitionTarget.objects.select_related("petition").get(pk=target_id)
    ticks = queries.due_ticks(target, statements.clock())
    if not ticks:
        return []
    last = ticks[-1]
    made = freeze_what_is_new(target_id, last.at, Why(last.because, last.schedule))
    _see_to(ticks)
    return made


@transaction.atomic
def keep_times(schedule_id: int, target_id: int, *, anew: bool) -> BundleRule:
    """A schedule of the desk is a rule of this target. What changes its times begins anew."""
    known = BundleRule.objects.select_for_update(of=("self",)).filter(schedule=schedule_id).first()
    rule = known or BundleRule(schedule_id=schedule_id, kind=RuleKind.TIMES)
    if known is None or anew or known.target_id != target_id:
        rule.target_id, rule.since, rule.ticked_at = target_id, statements.clock(), None
        rule.save()
    return rule


def forget_times(schedule_id: int) -> None:
    """A schedule does something else from now on."""
    BundleRule.objects.filter(schedule=schedule_id).delete()


def begin_anew(times: CrontabSchedule | IntervalSchedule) -> None:
    """A crontab or an interval changed: what the new one would have made earlier is not due."""
    kind = "crontab" if isinstance(times, CrontabSchedule) else "interval"
    BundleRule.objects.filter(**{f"schedule__{kind}": times}).update(since=statements.clock())


@transaction.atomic
def turn_on(target_id: int, kind: RuleKind, *, by: User) -> BundleRule:
    """Make a bundle once enough have signed, or when the petition has closed. Safe to repeat."""
    target = PetitionTarget.objects.select_related("profile").get(pk=target_id)
    if kind == RuleKind.THRESHOLD and not target.threshold:
        raise Refusal(_("No number of signatures was fixed for this institution."))
    rule, is_new = BundleRule.objects.get_or_create(target=target, kind=kind)
    if is_new:
        custody.record("bundle_rule.turned_on", target.petition, by=by, **_told(rule))
    return BundleRule.objects.get(pk=rule.pk)


@transaction.atomic
def turn_off(target_id: int, kind: RuleKind, *, by: User) -> None:
    """No more bundles by this rule; those that were made stay."""
    rule = BundleRule.objects.select_for_update().filter(target=target_id, kind=kind).first()
    if rule is None:
        raise Refusal(_("This rule is not turned on."))
    custody.record("bundle_rule.turned_off", rule.target.petition, by=by, **_told(rule))
    rule.delete()


@transaction.atomic
def turn_on_usual(target_id: int, *, by: User) -> BundleRule:
    """What the institution's profile calls usual: times in its own time zone, or another rule."""
    target = PetitionTarget.objects.select_related("petition", "profile__institution").get(
        pk=target_id
    )
    usual = queries.usual(target)
    if usual.kind != RuleKind.TIMES:
        return turn_on(target_id, usual.kind, by=by)
    crontab, _made = CrontabSchedule.objects.get_or_create(**usual.times)
    name = f"{target.petition.slug} → {target.profile.code}"
    schedule, is_new = PeriodicTask.objects.get_or_create(
        name=name,
        defaults={"task": queries.MAKES_BUNDLES, "args": f"[{target_id}]", "crontab": crontab},
    )
    if not is_new:
        raise Refusal(_("There is a schedule called “%s” already.") % name)
    custody.record(
        "schedule.made", schedule, by=by, task=schedule.task, args=schedule.args, enabled=True
    )
    return keep_times(schedule.pk, target_id, anew=True)


@transaction.atomic
def _notice_threshold(target_id: int) -> None:
    """Write down once when enough had signed; who withdraws later does not move that moment."""
    own = BundleRule.objects.filter(
        target=target_id, kind=RuleKind.THRESHOLD, reached_at=None, ticked_at=None
    )
    rule = own.select_for_update(of=("self",)).select_related("target").first()
    if rule and (moment := queries.reached_at(rule.target)):
        rule.reached_at = moment
        rule.save(update_fields=["reached_at"])


@transaction.atomic
def _see_to(ticks: list[Tick]) -> None:
    rules = BundleRule.objects.select_for_update(of=("self",)).order_by("pk")
    seen = {tick.rule: tick.at for tick in ticks}
    for rule in rules.filter(pk__in=seen):
        if rule.ticked_at is None or rule.ticked_at < seen[rule.pk]:
            rule.ticked_at = seen[rule.pk]
            rule.save(update_fields=["ticked_at"])


def _told(rule: BundleRule) -> dict[str, Any]:
    return {"kind": rule.kind, "target": rule.target_id}
