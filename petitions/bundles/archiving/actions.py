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
    """Note what was released since, where copies are wanted; returns whose copies are due."""
    if not (settings.SEAL_ARCHIVE and settings.TSA_URL):
        return []
    released = Bundle.objects.filter(
        state=State.RELEASED,
        content=Content.SIGNATURES,
        seal_level="B-LT",
        archive_copy=None,
    )
    copies = [ArchiveCopy(bundle_id=pk) for pk in released.values_list("pk", flat=True)]
    ArchiveCopy.objects.bulk_create(copies, ignore_conflicts=True)
    return list(ArchiveCopy.objects.due(now()).values_list("bundle_id", flat=True))


def renew(bundle_id: int) -> ArchiveCopy:
    """Make the copy, or one with another timestamp. Idempotent; of two workers one does it."""
    bundle = _with_its_petition(bundle_id)
    with places.alone(bundle, wait=False) as is_mine:
        is_due = ArchiveCopy.objects.due(now()).filter(bundle_id=bundle_id).exists()
        if is_mine and is_due:
            _try(bundle)
    return ArchiveCopy.objects.get(bundle_id=bundle_id)


def _try(bundle: Bundle) -> None:
    try:
        _renew(bundle)
    except NeedsAPerson as problem:
        _fail(bundle.pk, str(problem), UNTIL_SOMEBODY_ACTS)
    except (Refusal, Flaw) as problem:
        _fail(bundle.pk, str(problem), PAUSE)
    except OSError as problem:
        _fail(bundle.pk, _("The disk said: %s.") % (problem.strerror or "?"), PAUSE)


def _renew(bundle: Bundle) -> None:
    authorities = seal.configured_authorities()
    if authorities is None:
        raise NeedsAPerson(_("No timestamp service is set up."))
    copy = ArchiveCopy.objects.get(bundle=bundle)
    source = places.archived(copy) if copy.path else places.sealed(bundle)
    if manifest.measure(source).sha256 != (copy.sha256 or bundle.sha256):
        raise NeedsAPerson(_("The file is not the one that was sealed."))
    target = places.archive_copy(bundle, copy.stamps + 1)
    archive.extend(source, target, authorities)
    _keep(bundle.pk, target, _last(target, bundle))
    if copy.path and copy.path != str(target.relative_to(settings.BUNDLES_ROOT)):
        source.unlink(missing_ok=True)


def _last(target: Path, bundle: Bundle) -> Checked:
    """The signature of a new copy, once everybody calls it valid."""
    verdict = verify.inspect(target)
    problem = " ".join(verdict.problems)
    if not problem and settings.TRUST_STORE and settings.TRUST_STORE.is_dir():
        problem = second_opinion.ask(target, settings.TRUST_STORE)
    if problem or verdict.level != "B-LTA" or verdict.identity != bundle.identity:
        target.unlink()
        said = _("The archive copy is not valid: %(reason)s")
        raise Refusal(said % {"reason": problem or verdict.level})
    return verdict.signatures[0]


@transaction.atomic
def _keep(bundle_id: int, target: Path, checked: Checked) -> None:
    measured = manifest.measure(target)
    copy = ArchiveCopy.objects.lock(bundle_id)
    copy.path = str(target.relative_to(settings.BUNDLES_ROOT))
    copy.sha256, copy.size = measured.sha256, measured.size
    copy.stamps, copy.stamped_at = len(checked.archive), checked.archive[-1].at
    copy.good_until, copy.problem = archive.good_until(checked.archive[-1]), ""
    copy.next_attempt_at = now() + UNTIL_SOMEBODY_ACTS
    copy.save()
    custody.record(
        "bundle.archived",
        copy.bundle,
        sha256=copy.sha256,
        stamps=copy.stamps,
        good_until=copy.good_until.isoformat(),
    )


@transaction.atomic
def _fail(bundle_id: int, problem: str, pause: timedelta) -> None:
    copy = ArchiveCopy.objects.lock(bundle_id)
    copy.problem, copy.next_attempt_at = problem[:300], now() + pause
    copy.save(update_fields=["problem", "next_attempt_at"])


def forget(bundle_id: int) -> None:
    """For retention: the file goes, its digest and dates stay. Nothing to do without a copy."""
    with transaction.atomic():
        copy = ArchiveCopy.objects.filter(bundle_id=bundle_id, forgotten_at=None).first()
        if copy is None:
            return
        copy = ArchiveCopy.objects.lock(bundle_id)
        file = places.archived(copy) if copy.path else None
        copy.path, copy.forgotten_at = "", now()
        copy.save(update_fields=["path", "forgotten_at"])
        custody.record("bundle.archive_forgotten", copy.bundle, sha256=copy.sha256)
    if file is not None:
        file.unlink(missing_ok=True)


def _with_its_petition(bundle_id: int) -> Bundle:
    everything = Bundle.objects.select_related("target__petition", "target__profile__institution")
    return everything.get(pk=bundle_id)
