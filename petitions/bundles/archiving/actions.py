"""Used by a sweep, a command and retention: archive copies of what was released, kept good.

The delivered file stays as it is. A copy holds archive timestamps, and gets another one before the
certificate or an algorithm of the last one ends. Testimonies and claims have none: they lie
encrypted, and the key that opens them is not in the house.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import archive, manifest, places, seal, second_opinion, verify
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.flaw import Flaw
from petitions.bundles.signature_check import Checked
from petitions.models import ArchiveCopy, Bundle
from petitions.models.bundle import Content, State
from testimonies.custody import log as custody
from testimonies.errors import Refusal

PAUSE = timedelta(hours=1)
UNTIL_SOMEBODY_ACTS = timedelta(days=1)


def begin() -> list[int]:
    """Note what was released or discarded since; returns which copies are due."""
    discarded = ArchiveCopy.objects.filter(bundle__state=State.DISCARDED, forgotten_at=None)
    for bundle_id in set(discarded.values_list("bundle_id", flat=True)):
        forget(bundle_id)
    if not (settings.SEAL_ARCHIVE and settings.TSA_URL):
        return []
    released = Bundle.objects.filter(
        state=State.RELEASED,
        content=Content.SIGNATURES,
        seal_level="B-LT",
        archive_copies=None,
        forgotten_at=None,
    )
    copies = [
        ArchiveCopy(bundle=bundle, part=number)
        for bundle in released
        for number, _part in enumerate(places.sealed_parts(bundle), 1)
    ]
    ArchiveCopy.objects.bulk_create(copies, ignore_conflicts=True)
    return list(ArchiveCopy.objects.due(now()).values_list("pk", flat=True))


def renew(copy_id: int) -> ArchiveCopy:
    """Make the copy, or one with another timestamp. Idempotent; of two workers one does it."""
    bundle = ArchiveCopy.objects.select_related("bundle").get(pk=copy_id).bundle
    with places.alone(bundle, wait=True):
        if ArchiveCopy.objects.due(now()).filter(pk=copy_id).exists():
            _try(copy_id)
    return ArchiveCopy.objects.get(pk=copy_id)


def _try(copy_id: int) -> None:
    try:
        _renew(ArchiveCopy.objects.select_related("bundle").get(pk=copy_id))
    except NeedsAPerson as problem:
        _fail(copy_id, str(problem), UNTIL_SOMEBODY_ACTS)
    except (Refusal, Flaw) as problem:
        _fail(copy_id, str(problem), PAUSE)
    except OSError as problem:
        _fail(copy_id, _("The disk said: %s.") % (problem.strerror or "?"), PAUSE)


def _renew(copy: ArchiveCopy) -> None:
    authorities = seal.configured_authorities()
    if authorities is None:
        raise NeedsAPerson(_("No timestamp service is set up."))
    sealed = places.sealed_parts(copy.bundle)[copy.part - 1]
    source = places.archived(copy) if copy.path else sealed.path
    if manifest.measure(source).sha256 != (copy.sha256 or sealed.sha256):
        raise NeedsAPerson(_("The file is not the one that was sealed."))
    target = places.archive_copy(sealed.path, copy.stamps + 1)
    archive.extend(source, target, authorities)
    _keep(copy.pk, target, _last(target, copy.bundle))
    if copy.path and copy.path != str(target.relative_to(settings.BUNDLES_ROOT)):
        source.unlink(missing_ok=True)


def _last(target: Path, bundle: Bundle) -> Checked:
    """The signature of a new copy, once everybody calls it valid."""
    verdict = verify.inspect(target)
    problem = " ".join(verdict.problems)
    if not problem and (trust := second_opinion.folder()):
        with places.fresh(bundle, "opinion") as scratch:
            problem = second_opinion.ask(target, trust, beside=scratch)
    if problem or verdict.level != "B-LTA" or verdict.identity != bundle.identity:
        target.unlink()
        said = _("The archive copy is not valid: %(reason)s")
        raise Refusal(said % {"reason": problem or verdict.level})
    return verdict.signatures[0]


@transaction.atomic
def _keep(copy_id: int, target: Path, checked: Checked) -> None:
    measured = manifest.measure(target)
    copy = ArchiveCopy.objects.lock(copy_id)
    copy.path = str(target.relative_to(settings.BUNDLES_ROOT))
    copy.sha256, copy.size = measured.sha256, measured.size
    copy.stamps, copy.stamped_at = len(checked.archive), checked.archive[-1].at
    copy.good_until, copy.problem = archive.good_until(checked.archive[-1]), ""
    copy.next_attempt_at = now() + UNTIL_SOMEBODY_ACTS
    copy.save()
    custody.record(
        "bundle.archived",
        copy.bundle,
        part=copy.part,
        sha256=copy.sha256,
        stamps=copy.stamps,
        good_until=copy.good_until.isoformat(),
    )


@transaction.atomic
def _fail(copy_id: int, problem: str, pause: timedelta) -> None:
    copy = ArchiveCopy.objects.lock(copy_id)
    copy.problem, copy.next_attempt_at = problem[:300], now() + pause
    copy.save(update_fields=["problem", "next_attempt_at"])


def forget(bundle_id: int) -> None:
    """For retention: the files go, their digests and dates stay. Nothing to do without copies."""
    kept = ArchiveCopy.objects.filter(bundle_id=bundle_id, forgotten_at=None)
    for copy_id in kept.values_list("pk", flat=True):
        _forget(copy_id)


def _forget(copy_id: int) -> None:
    with transaction.atomic():
        copy = ArchiveCopy.objects.lock(copy_id)
        file = places.archived(copy) if copy.path else None
        copy.path, copy.forgotten_at = "", now()
        copy.save(update_fields=["path", "forgotten_at"])
        custody.record("bundle.archive_forgotten", copy.bundle, part=copy.part, sha256=copy.sha256)
    if file is not None:
        file.unlink(missing_ok=True)
