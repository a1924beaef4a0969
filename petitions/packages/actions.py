"""Used by the desk, a command and a worker: archive packages are asked for, written, handed out.

What is told is frozen in the row when somebody asks; the file is written outside any transaction,
whole or not at all, and gives the same bytes however often. A killed worker leaves nothing that
the next one minds. What a consent no longer carries is deleted, and handed to nobody before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import manifest
from petitions.bundles.durable import whole
from petitions.campaigns import rules as wording
from petitions.ledger import actions as ledger
from petitions.models import ArchivePackage, Petition
from petitions.models.package import Format, State
from petitions.packages import bagged, eark, gathering, of_case, of_petition, places
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Institution, Submission

MOST_ATTEMPTS = 5  # of a worker that was killed or met a bug each time
PETITIONS_KEPT = timedelta(days=30)
#: A record names people, and lies in the clear until it is taken.
CASES_KEPT = timedelta(days=7)
WRITERS = {Format.EARK: eark.write, Format.BAGIT: bagged.write}


@dataclass(frozen=True)
class Order:
    """What somebody asks for: the form, for whom, under which agreement, and why.

    `institution` is the archive's code, where it stands in the directory. `uuid` becomes that of
    the package: whoever sends the same order twice gets one.
    """

    format: str
    archive: str
    reason: str
    agreement: str = ""
    institution: str = ""
    uuid: UUID = field(default_factory=uuid4)


@transaction.atomic
def ask_for_petition(petition_id: int, order: Order, *, by: User | None) -> ArchivePackage:
    """Freeze what everybody may know of a petition; it waits to be written."""
    petition = Petition.objects.get(pk=petition_id)
    head = ledger.checkpoint(petition.pk)
    told = of_petition.frozen(petition, head)
    package = ArchivePackage(uuid=order.uuid, petition=petition, delete_at=now() + PETITIONS_KEPT)
    return _ask(package, f"petition_{petition.slug}", told, order, by)


@transaction.atomic
def ask_for_case(
    submission_id: int, order: Order, *, by: User | None, seen: str | None = None
) -> ArchivePackage:
    """Freeze what may go of a testimony or claim. `seen` is what was shown to whoever asks.

    None where nobody looks, as with a command.
    """
    submission = Submission.objects.lock(submission_id)
    leave = of_case.leave(submission, _institution(order.institution))
    if seen is not None and seen != leave.seen:
        raise Refusal(_("What may go has changed since you saw it. Look at it again."))

    record = leave.told["record"]
    package = ArchivePackage(
        uuid=order.uuid,
        submission=submission,
        consent=leave.consent,
        delete_at=now() + CASES_KEPT,
    )
    return _ask(package, f"{record['kind']}_{record['reference']}", leave.told, order, by)


def write(package_id: int, *, wait: bool = False) -> ArchivePackage:
    """Write the file that was asked for. Idempotent; of two workers one does it."""
    package = ArchivePackage.objects.get(pk=package_id)
    with places.alone(package, wait=wait) as is_mine:
        if is_mine and _begin(package_id):
            _try(package_id)
    return ArchivePackage.objects.get(pk=package_id)


@transaction.atomic
def try_again(package_id: int, *, by: User) -> ArchivePackage:
    package = ArchivePackage.objects.lock(package_id)
    package.must_allow(State.ASKED)

    package.state, package.problem, package.attempts = State.ASKED, "", 0
    package.save(update_fields=["state", "problem", "attempts"])
    custody.record("package.tried_again", package, by=by)
    return package


def hand_out(package_id: int, *, by: User | None, first: int = 0, last: int = 0) -> Path:
    """The file, to be read at once; each passage leaves a line, with the bytes asked for.

    Raises `Refusal` while there is none, or when its consent no longer lets it go.
    """
    package = ArchivePackage.objects.get(pk=package_id)
    must_be_there(package)
    if not gathering.still_stands(package):
        delete(package.pk, by=None, reason="consent")
        raise Refusal(_("Its consent no longer lets it go to an archive. It was deleted."))
    passage: dict[str, Any] = {"sha256": package.sha256, "first": first, "last": last}
    custody.record("package.handed_out", package, by=by, **passage)
    if package.submission:  # whoever reads the history of a record sees where it went
        custody.record(
            "submission.handed_to_archive", package.submission, by=by, package=str(package.uuid)
        )
    return places.file(package)


def must_be_there(package: ArchivePackage) -> None:
    if package.state != State.READY or not places.file(package).is_file():
        raise Refusal(_("There is no file to take."))


def delete(package_id: int, *, by: User | None, reason: str) -> ArchivePackage:
    """The file goes, and everything that was frozen for it; its digest and dates stay."""
    with transaction.atomic():
        package = ArchivePackage.objects.lock(package_id)
        package.must_allow(State.DELETED)
        package.state, package.frozen, package.deleted_at = State.DELETED, None, now()
        package.save(update_fields=["state", "frozen", "deleted_at"])
        custody.record("package.deleted", package, by=by, reason=reason[:300])
    _remove(package_id)
    return ArchivePackage.objects.get(pk=package_id)


def sweep() -> list[int]:
    """Delete what was kept for long enough or may no longer go; returns what is to be written."""
    for package in ArchivePackage.objects.outlived():
        if package.state == State.DELETED:
            _remove(package.pk)
        else:
            delete(package.pk, by=None, reason="time")
    for package in ArchivePackage.objects.kept().filter(submission__isnull=False):
        if not gathering.still_stands(package):
            delete(package.pk, by=None, reason="consent")
    return list(ArchivePackage.objects.unfinished().values_list("pk", flat=True))


def _institution(code: str) -> Institution | None:
    found = Institution.objects.filter(code=code).first()
    if code and found is None:
        raise Refusal(_("There is no institution of that code."))
    return found


def _ask(
    package: ArchivePackage, name: str, told: dict[str, Any], order: Order, by: User | None
) -> ArchivePackage:
    day = f"{localdate():%Y%m%d}"
    package.identifier = f"atmintis_{_ascii(name)}_{day}_{package.uuid.hex[:8]}"
    package.format, package.frozen, package.asked_by = Format(order.format), told, by
    package.archive = _one_line(order.archive, most=200)
    package.agreement = _one_line(order.agreement, most=100)
    package.reason = order.reason.strip()[:300]
    package.institution = _institution(order.institution)
    if not (package.archive and package.reason):
        raise Refusal(_("Say for which archive it is, and why."))
    try:
        with transaction.atomic():
            package.save(force_insert=True)
    except IntegrityError:
        return _asked_before(package)
    custody.record("package.asked", package, by=by, format=package.format, reason=package.reason)
    return ArchivePackage.objects.get(pk=package.pk)  # with the time of the database


def _asked_before(package: ArchivePackage) -> ArchivePackage:
    """Of a second click, or of one in another tab. The first has been written by now."""
    first = ArchivePackage.objects.get(uuid=package.uuid)
    same = ("petition_id", "submission_id", "format", "archive", "asked_by_id")
    if any(getattr(first, name) != getattr(package, name) for name in same):
        raise Refusal(_("This was asked for already. Look at it again."))
    return first


def _ascii(name: str) -> str:
    return "_".join(slugify(part) for part in name.split("_"))


def _one_line(text: str, *, most: int) -> str:
    """It stands in a line of bag-info.txt and in XML: nothing may begin another line there."""
    line = " ".join(text.split())
    if not wording.is_readable(line):
        raise Refusal(_("There are signs in it that nobody can read."))
    return line[:most]


@transaction.atomic
def _begin(package_id: int) -> bool:
    """Counted before it is tried: what kills a worker each time does not go on for ever."""
    package = ArchivePackage.objects.lock(package_id)
    if package.state != State.ASKED:
        return False
    if package.attempts >= MOST_ATTEMPTS:
        _stop(package, _("It was begun %s times and never ended.") % package.attempts)
        return False
    package.attempts += 1
    package.save(update_fields=["attempts"])
    return True


def _try(package_id: int) -> None:
    package = ArchivePackage.objects.get(pk=package_id)
    try:
        if not gathering.still_stands(package):
            raise Refusal(_("Its consent no longer lets it go to an archive."))
        target = places.file(package)
        with whole(target) as part:
            WRITERS[Format(package.format)](part, gathering.contents(package))
        _keep(package_id, manifest.measure(target))
    except Refusal as no:
        _fail(package_id, str(no))
    except OSError as problem:
        _fail(package_id, _("The disk said: %s.") % (problem.strerror or "?"))


@transaction.atomic
def _keep(package_id: int, measured: manifest.File) -> None:
    package = ArchivePackage.objects.lock(package_id)
    if package.state == State.DELETED:
        return  # somebody was quicker; the sweep removes the file
    package.must_allow(State.READY)
    package.state, package.problem, package.ready_at = State.READY, "", now()
    package.sha256, package.size = measured.sha256, measured.size
    package.save(update_fields=["state", "problem", "ready_at", "sha256", "size"])
    custody.record("package.written", package, sha256=package.sha256, size=package.size)


@transaction.atomic
def _fail(package_id: int, problem: str) -> None:
    package = ArchivePackage.objects.lock(package_id)
    if package.state == State.ASKED:
        _stop(package, problem)


def _stop(package: ArchivePackage, problem: str) -> None:
    package.must_allow(State.FAILED)
    package.state, package.problem = State.FAILED, problem[:300]
    package.save(update_fields=["state", "problem"])
    custody.record("package.failed", package, attempt=package.attempts)


def _remove(package_id: int) -> None:
    """Idempotent; not while somebody writes. The row remembers until nothing is left."""
    package = ArchivePackage.objects.get(pk=package_id)
    with places.alone(package, wait=False) as is_mine:
        if not is_mine:
            return
        places.remove(package)
    with transaction.atomic():
        ArchivePackage.objects.filter(pk=package_id).update(removed_at=now())
