"""Where a bundle lies below BUNDLES_ROOT, and how its file is called."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from petitions.bundles import encrypt
from petitions.models import ArchiveCopy, Bundle
from petitions.models.bundle import Content


def file_name(bundle: Bundle, part: int = 1) -> str:
    """``atmintis_<petition>_<institution>_<number>.asice``; records say so and are encrypted.

    Of a bundle in several parts, all but the first say which one they are.
    """
    profile = bundle.target.profile
    parts = ["atmintis", bundle.target.petition.slug, profile.institution.code]
    if bundle.content == Content.RECORDS:
        parts.append("records")
    parts.append(str(bundle.number))
    if part > 1:
        parts.append(f"part{part}")
    name = f"{'_'.join(parts)}.asice"
    if bundle.content == Content.RECORDS:
        return name + encrypt.suffix(profile.institution.encryption_key)
    return name


@dataclass(frozen=True)
class Sealed:
    """One file of a bundle that leaves the house; most have one only."""

    path: Path
    sha256: str
    size: int


def sealed(bundle: Bundle) -> Path:
    """The sealed file as it lies with us."""
    return Path(settings.BUNDLES_ROOT) / (bundle.path or file_name(bundle))


def outgoing(bundle: Bundle) -> Path:
    """The file that leaves the house, by whatever channel; `bundles.outgoing` puts it there.

    Its digest and size are the bundle's `outgoing_sha256` and `outgoing_size`.
    """
    return Path(settings.BUNDLES_ROOT) / (bundle.outgoing_path or bundle.path)


def archived(copy: ArchiveCopy) -> Path:
    """The archive copy as it lies with us."""
    return Path(settings.BUNDLES_ROOT) / copy.path


def archive_copy(sealed: Path, stamps: int) -> Path:
    """Where the copy with so many archive timestamps goes, beside the one with one less."""
    return sealed.parent / "archive" / f"{sealed.stem}.{stamps}{sealed.suffix}"


def sealed_parts(bundle: Bundle) -> list[Sealed]:
    """All files of a sealed bundle, in the order of their parts."""
    first = {"path": bundle.path, "sha256": bundle.sha256, "size": bundle.size}
    return [
        Sealed(Path(settings.BUNDLES_ROOT) / part["path"], part["sha256"], part["size"])
        for part in [first, *bundle.more_parts]
    ]


def work(bundle: Bundle) -> Path:
    return Path(settings.BUNDLES_ROOT) / ".work" / str(bundle.uuid)


def payload(bundle: Bundle) -> Path:
    """The written files, whole or not there."""
    return work(bundle) / "payload"


@contextmanager
def fresh(bundle: Bundle, name: str) -> Iterator[Path]:
    """An empty folder, whatever a killed worker left there; gone afterwards."""
    folder = work(bundle) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle(draft: Path, folder: Path) -> None:
    """Give a finished folder its name; it is there whole or not at all."""
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def clear(bundle: Bundle) -> None:
    """Leave nothing in the clear behind once it is sealed, or to start anew."""
    shutil.rmtree(work(bundle), ignore_errors=True)


def with_work() -> list[UUID]:
    """Of which bundles a work folder is there: somebody is at them, or was killed over them."""
    found = []
    for folder in (Path(settings.BUNDLES_ROOT) / ".work").glob("*/"):
        with suppress(ValueError):  # of somebody else
            found.append(UUID(folder.name))
    return found


def remove(bundle: Bundle) -> bool:
    """Everything of a bundle that was let go, in every form; whether nothing is left."""
    root = Path(settings.BUNDLES_ROOT)
    for path in [*_all_of(bundle, root), *_all_of(bundle, root / "archive")]:
        path.unlink(missing_ok=True)
    clear(bundle)
    return not work(bundle).exists()


def remove_unnamed(bundle: Bundle) -> None:
    """What a killed worker left that began for another key; the row names what is kept."""
    named = {outgoing(bundle), *(part.path for part in sealed_parts(bundle))}
    for path in {*_all_of(bundle, Path(settings.BUNDLES_ROOT))} - named:
        path.unlink(missing_ok=True)


def _all_of(bundle: Bundle, folder: Path) -> list[Path]:
    name = file_name(bundle).partition(".")[0]
    return [*folder.glob(f"{name}.*"), *folder.glob(f"{name}_part*")]


@contextmanager
def alone(bundle: Bundle, *, wait: bool) -> Iterator[bool]:
    """Whether this process is the one that works on the bundle; a killed one holds nothing.

    Its work folder is there meanwhile, and goes with whoever leaves it empty. The file of the lock
    stays: were it removed, two could hold a lock on two files of one name.
    """
    for folder in (work(bundle).parent.parent, work(bundle).parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (work(bundle).parent / f"{bundle.uuid}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        work(bundle).mkdir(mode=0o700, exist_ok=True)
        try:
            yield True
        finally:
            with suppress(OSError):  # something lies in it, for the next attempt
                work(bundle).rmdir()
