"""The index of a recording: what is told at which moment, in the words of historians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import EarlierPoint, IndexPoint, Recording
from testimonies.models.earlier_wording import HowItWent
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


@dataclass
class Standing:
    """The points of an index in hand, and which of them are to be kept anew."""

    recording: Recording
    by: User
    points: dict[UUID, IndexPoint]
    at: datetime = field(default_factory=now)
    #: As they stood before, of whatever is changed or removed here.
    earlier: list[EarlierPoint] = field(default_factory=list)
    touched: list[IndexPoint] = field(default_factory=list)
    removed: list[IndexPoint] = field(default_factory=list)

    def write(self, chapter: Chapter, point: UUID | None = None) -> None:
        written = self.points[point] if point else IndexPoint(recording=self.recording, revision=0)
        self._keep_as_it_was(written, HowItWent.CHANGED)
        written.at_ms, written.told = chapter.at, _told(chapter)
        written.revision += 1
        written.written_by, written.written_at = self.by, self.at
        self.points[written.uuid] = written
        self.touched.append(written)

    def remove(self, point: UUID, how: HowItWent) -> None:
        removed = self.points.pop(point)
        self._keep_as_it_was(removed, how)
        self.removed.append(removed)

    def _keep_as_it_was(self, point: IndexPoint, how: HowItWent) -> None:
        if point.pk is not None:
            self.earlier.append(
                EarlierPoint(
                    recording=self.recording,
                    point=point.uuid,
                    revision=point.revision,
                    at_ms=point.at_ms,
                    told=point.told,
                    written_by_id=point.written_by_id,
                    written_at=point.written_at,
                    replaced_by=self.by,
                    replaced_at=self.at,
                    how=how,
                )
            )


@transaction.atomic
def write_index(recording_id: int, points: Sequence[Point], *, by: User) -> Recording:
    """Keep what was changed in these points. Idempotent but for new ones."""
    standing = _standing(recording_id, by)
    recording, known = standing.recording, standing.points
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
        if each.point and each.is_removed:
            standing.remove(each.point, HowItWent.REMOVED)
        else:
            standing.write(each.chapter, each.point)
    if changed:
        _keep(standing)
        custody.record("recording.indexed", recording, by=by, points=len(changed))
    return recording


@transaction.atomic
def replace_index(recording_id: int, chapters: Sequence[Chapter], *, by: User) -> Recording:
    """What a file of chapters says stands there instead of everything that stood there."""
    standing = _standing(recording_id, by)
    recording = standing.recording
    if not chapters:
        raise Refusal(_("There are no chapters in this file."))
    if standing.points:
        restraints.must_not_be_held(recording.evidence.case_id)
    for point in list(standing.points):
        standing.remove(point, HowItWent.FILE)
    for each in chapters:
        standing.write(each)
    _keep(standing)
    custody.record("recording.indexed", recording, by=by, points=len(chapters))
    return recording


def _standing(recording_id: int, by: User) -> Standing:
    if not policies.may_write(by):
        raise Refusal(_("Only moderators write what is said."))
    recording = holding.the_recording(recording_id)
    if recording.transcripts.exclude(state=Stage.WRITING).exists():
        raise Refusal(
            _("The index goes with the public version. Take that back before you change it.")
        )
    return Standing(recording, by, {each.uuid: each for each in recording.points.all()})


def _differs(point: Point, known: dict[UUID, IndexPoint]) -> bool:
    there = known.get(point.point) if point.point else None
    if there is None:
        return not point.is_removed
    same = (there.at_ms, there.told) == (point.chapter.at, _told(point.chapter))
    return point.is_removed or not same


def _told(chapter: Chapter) -> dict[str, str]:
    return {
        "title": rules.plain_name(chapter.title),
        **{key: rules.plain_name(chapter.more.get(key, "")) for key in MORE},
    }


def _keep(standing: Standing) -> None:
    """Once each has a title, inside of its recording, and no two stand at one moment."""
    _must_fit(standing)
    EarlierPoint.objects.bulk_create(standing.earlier)
    IndexPoint.objects.filter(pk__in=[each.pk for each in standing.removed]).delete()
    for each in standing.touched:
        if each.pk is not None:
            each.save()
    IndexPoint.objects.bulk_create(each for each in standing.touched if each.pk is None)


def _must_fit(standing: Standing) -> None:
    if len(standing.points) > MOST_POINTS:
        raise Refusal(_("That is more than one index can hold."))
    order = sorted(standing.points.values(), key=lambda each: each.at_ms)
    for each in order:
        at = {"at": rules.clock(each.at_ms)}
        if not each.told["title"]:
            raise Refusal(_("The index point at %(at)s has no title.") % at)
        if max(map(len, each.told.values())) > LONGEST:
            raise Refusal(_("What stands at %(at)s is too long for an index.") % at)
        if each.at_ms > (standing.recording.duration_ms or rules.LONGEST):
            raise Refusal(_("The index point at %(at)s lies behind the end.") % at)
    if len({each.at_ms for each in order}) < len(order):
        raise Refusal(_("Two index points stand at the same moment."))
