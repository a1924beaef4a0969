"""Sealing what was written, having it checked, and keeping it; repeated, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import both_opinions, durable, encrypt, manifest, packing, parts, places
from petitions.bundles import seal as sealing
from petitions.bundles.actions.failing import DONE
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.durable import whole
from petitions.bundles.outgoing.actions import fingerprint
from petitions.models import Bundle
from petitions.models.bundle import Content, State
from testimonies.custody import log as custody
from testimonies.errors import Refusal

Files = Mapping[str, manifest.File]
Seals = tuple[sealing.Signer, sealing.Authorities | None]


def seal(bundle_id: int, measured: Files | None = None) -> Bundle:
    """Seal the written files, have the seal checked, and put the file where deliveries find it.

    What this process has `measured` while it wrote is not read again to be packed.
    """
    bundle = Bundle.objects.with_its_petition().get(pk=bundle_id)
    if bundle.state != State.WRITTEN:
        return bundle
    _must_be_as_written(bundle)
    seals, made = _seals(bundle), []
    for number, names in enumerate(parts.members(places.payload(bundle)), 1):
        made.append(_seal_part(bundle, number, names, seals, measured or {}))
    sealed = _sealed(bundle_id, made, bundle.target.profile.institution.encryption_key)
    places.remove_unnamed(sealed)
    places.clear(bundle)
    return sealed


@dataclass(frozen=True)
class _Part:
    """A sealed file, what it is good for, and why it is not valid (None: nobody was asked)."""

    path: Path
    file: manifest.File
    level: str
    reason: str | None

    def told(self) -> dict[str, str | int]:
        return {"path": self.path.name, "sha256": self.file.sha256, "size": self.file.size}


def _seal_part(
    bundle: Bundle, number: int, names: list[str], seals: Seals, measured: Files
) -> _Part:
    with places.fresh(bundle, "scratch") as scratch, places.fresh(bundle, "sealed") as folder:
        plain = folder / "sealed.asice"
        known = {name: bundle.members[name] for name in names}
        try:
            packing.pack(places.payload(bundle), scratch, plain, seals, known, measured)
        except packing.Changed as changed:
            raise _damaged(bundle) from changed
        with ThreadPoolExecutor(1) as beside:
            kept = beside.submit(_kept, plain)
            try:
                verdict, reason = both_opinions.of(plain)
            except Refusal as refusal:
                raise _whose_fault(bundle, refusal) from refusal
        target = Path(settings.BUNDLES_ROOT) / places.file_name(bundle, number)
        with whole(target) as part:
            if bundle.content == Content.RECORDS:
                key = bundle.target.profile.institution.encryption_key
                encrypt.write(plain, part, key, name=target.stem)
            else:
                plain.rename(part)
    file = manifest.measure(target) if bundle.content == Content.RECORDS else kept.result()
    return _Part(target, file, verdict.level, reason)


def _kept(path: Path) -> manifest.File:
    """To sync and to measure take as long as those do who check it, who need not wait for it."""
    durable.keep(path)
    return manifest.measure(path)


@transaction.atomic
def _sealed(bundle_id: int, made: Sequence[_Part], key: str) -> Bundle:
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.state in DONE:
        return bundle
    bundle.must_allow(State.SEALED)

    bundle.told_at = None
    first, *more = made
    reasons = [part.reason for part in made if part.reason is not None]
    bundle.state = State.SEALED
    bundle.path, bundle.sha256, bundle.size = first.path.name, first.file.sha256, first.file.size
    bundle.more_parts = [part.told() for part in more]
    if bundle.content == Content.RECORDS:
        bundle.outgoing_key = fingerprint(key)
    if bundle.content == Content.RECORDS and not more:  # it lies here as it leaves
        bundle.outgoing_path = first.path.name
        bundle.outgoing_sha256, bundle.outgoing_size = first.file.sha256, first.file.size
    bundle.seal_level, bundle.sealed_at = first.level, now()
    bundle.is_valid = not any(reasons) if reasons else None
    bundle.problem = next((reason for reason in reasons if reason), "")[:300]
    bundle.save()
    more_digests = [part.file.sha256 for part in more]
    custody.record(
        "bundle.sealed", bundle, sha256=bundle.sha256, level=first.level, more=more_digests
    )
    return bundle


def _must_be_as_written(bundle: Bundle) -> None:
    """Every file is there; whether each is what was written is seen when it is packed."""
    folder = places.payload(bundle)
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if names != set(bundle.members):
        raise _damaged(bundle)
    if manifest.measure(folder / manifest.BUNDLE).sha256 != bundle.identity:
        raise _damaged(bundle)


def _whose_fault(bundle: Bundle, refusal: Refusal) -> Refusal:
    """What was packed is not whole: because a file was changed after it had been measured?"""
    folder = places.payload(bundle)
    for name, sha256 in bundle.members.items():
        if not (folder / name).is_file() or manifest.measure(folder / name).sha256 != sha256:
            return _damaged(bundle)
    return refusal


def _damaged(bundle: Bundle) -> Refusal:
    places.clear(bundle)
    return Refusal(_("The written files were damaged; they are written again."))


def _seals(bundle: Bundle) -> Seals:
    told = json.loads((places.payload(bundle) / manifest.BUNDLE).read_bytes())
    authorities = sealing.configured_authorities()
    if authorities is None and told["seal_level"] != "B":
        raise NeedsAPerson(_("This bundle promises a timestamp: set TSA_URL again."))
    signer = sealing.configured_signer()
    sealing.must_be_good(signer, authorities)
    return signer, authorities
