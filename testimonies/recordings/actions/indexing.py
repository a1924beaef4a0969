"""The index of a recording: what is told at which moment, in the words of historians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import IndexPoint, Recording
from testimonies.models.recording import Stage
from testimonies.recordings import policies, rules
from testimonies.recordings.actions import holding
from testimonies.recordings.actions.writing import ChangedMeanwhile
from testimonies.recordings.webvtt import MORE, Chapter
from testimonies.restraints import policies as restraints

MOST_POINTS = 1_000
LONGEST = 300


@dataclass(frozen=True)
class Point:
    """One index point as somebody wants it; without `point` it is a new one."""

    chapter: Chapter
    point: UUID | None = None
    seen: int = 0
    is_removed: bool = False


@transaction.atomic
def write_index(recording_id: int, points: Sequence[Point], *, by: User) -> Recording:
    """Keep what was changed in these points. Idempotent but for new ones."""
    recording = _to_write(recording_id, by)
    known = {each.uuid: each for each in recording.points.all()}
    changed = [each for each in points if each.point is None or _differs(each, known)]
    conflicts = [
        each.point
        for each in changed
        if each.point and (each.point not in known or known[each.point].revision != each.seen)
    ]
    if conflicts:
        raise ChangedMeanwhile(conflicts)
    if any(each.is_removed for each in changed):
        restraints.must_not_be_held(recording.evidence.case_id)
    for each in changed:
        _write(recording, each, known, by)
    if changed:
        _must_fit(recording, known)
        custody.record("recording.indexed", recording, by=by, points=len(changed))
    return recording


@transaction.atomic
def replace_index(recording_id: int, chapters: Sequence[Chapter], *, by: User) -> Recording:
    """What a file of chapters says stands there instead of everything that stood there."""
    recording = _to_write(recording_id, by)
    if not chapters:
        raise Refusal(_("There are no chapters in this file."))
    if recording.points.exists():
        restraints.must_not_be_held(recording.evidence.case_id)
        recording.points.all().delete()
    known: dict[UUID, IndexPoint] = {}
    for each in chapters:
        _write(recording, Point(each), known, by)
    _must_fit(recording, known)
    custody.record("recording.indexed", recording, by=by, points=len(chapters))
    return recording


def _to_write(recording_id: int, by: User) -> Recording:
    if not policies.may_write(by):
        raise Refusal(_("Only moderators write what is said."))
    recording = holding.the_recording(recording_id)
    if recording.transcripts.exclude(state=Stage.WRITING).exists():
        raise Refusal(
            _("The index goes with the public version. Take that back before you change it.")
        )
    return recording


def _differs(point: Point, known: dict[UUID, IndexPoint]) -> bool:
    there = known.get(point.point) if point.point else None
    if there is None:
        return not point.is_removed
    same = (there.at_ms, there.told) == (point.chapter.at, _told(point.chapter))
    return point.is_removed or not same


def _write(recording: Recording, point: Point, known: dict[UUID, IndexPoint], by: User) -> None:
    written = known[point.point] if point.point else IndexPoint(recording=recording, revision=0)
    if point.is_removed:
        del known[written.uuid]
        written.delete()
        return
    written.at_ms, written.told = point.chapter.at, _told(point.chapter)
    written.revision += 1
    written.written_by, written.written_at = by, now()
    known[written.uuid] = written


def _told(chapter: Chapter) -> dict[str, str]:
    return {
        "title": rules.plain_name(chapter.title),
        **{key: rules.plain_name(chapter.more.get(key, "")) for key in MORE},
    }


def _must_fit(recording: Recording, known: dict[UUID, IndexPoint]) -> None:
    if len(known) > MOST_POINTS:
        raise Refusal(_("That is more than one index can hold."))
    order = sorted(known.values(), key=lambda each: each.at_ms)
    for each in order:
        at = {"at": rules.clock(each.at_ms)}
        if not each.told["title"]:
            raise Refusal(_("The index point at %(at)s has no title.") % at)
        if max(map(len, each.told.values())) > LONGEST:
            raise Refusal(_("What stands at %(at)s is too long for an index.") % at)
        if each.at_ms > (recording.duration_ms or rules.LONGEST):
            raise Refusal(_("The index point at %(at)s lies behind the end.") % at)
    if len({each.at_ms for each in order}) < len(order):
        raise Refusal(_("Two index points stand at the same moment."))
    for each in order:
        each.save()
