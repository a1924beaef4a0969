"""Used by deliveries: the file that leaves for an institution, made once for all channels."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import encrypt, manifest, places
from petitions.bundles.durable import whole
from petitions.bundles.stored_zip import StoredZip
from petitions.models import Bundle
from petitions.models.bundle import Content, State
from testimonies.custody import log as custody
from testimonies.errors import Refusal


class OtherKey(Refusal):
    """The institution has another key than the one for which officers let the bundle leave."""


def make(bundle_id: int) -> Bundle:
    """Make the file that leaves the house: encrypted where the institution has given a key.

    Idempotent: the same file leaves at each attempt, since encrypting again gives other bytes.
    Only another key of the institution makes another file. Whoever calls it works alone on the
    bundle (`places.alone`). Raises `Refusal` when a file is not the one that was sealed, and
    `OtherKey` where whoever set another key would read what was released for the old one.
    """
    bundle = Bundle.objects.with_its_petition().get(pk=bundle_id)
    if bundle.state not in {State.SEALED, State.PROPOSED, State.RELEASED}:
        raise Refusal(_("This bundle has not been sealed yet."))
    key, mark = bundle.target.profile.institution.encryption_key, key_of(bundle)
    if bundle.agreed_key is not None and bundle.agreed_key != mark:
        raise OtherKey(
            _("The institution has another key than when this was released. Compare it with them.")
        )
    is_as_sealed = bundle.content == Content.RECORDS and not bundle.more_parts
    if is_as_sealed or _is_made(bundle, mark):
        _must_be(bundle, places.outgoing(bundle).name, bundle.outgoing_sha256)
        return bundle

    for each in places.sealed_parts(bundle):
        _must_be(bundle, each.path.name, each.sha256)
    with places.fresh(bundle, "outgoing") as folder:
        source = target = places.sealed(bundle)
        if bundle.more_parts:
            source, target = _together(bundle, folder), target.with_name(_name_of_all(bundle))
        if key and bundle.content != Content.RECORDS:
            target = target.with_name(target.name + encrypt.suffix(key))
            with whole(target) as part:
                encrypt.write(source, part, key, name=target.stem)
        elif source != target:
            with whole(target) as part:
                source.rename(part)
    _keep(bundle_id, target.name, manifest.measure(target), mark)
    return Bundle.objects.with_its_petition().get(pk=bundle_id)


@transaction.atomic
def agree_to_key(bundle_id: int, *, by: User) -> None:
    """An officer has been told that the institution has another key, and sends it all the same."""
    bundle = Bundle.objects.lock(bundle_id)
    key = key_of(bundle)
    if bundle.agreed_key != key:
        bundle.agreed_key = key
        bundle.save(update_fields=["agreed_key"])
        custody.record("bundle.key_agreed", bundle, by=by, key=key)


def key_of(bundle: Bundle) -> str:
    """For which key it leaves, as `fingerprint`: records were encrypted when they were sealed."""
    if bundle.content == Content.RECORDS:
        return bundle.outgoing_key
    return fingerprint(bundle.target.profile.institution.encryption_key)


def fingerprint(key: str) -> str:
    """SHA-256 (hex) of an institution's public key; empty where there is none."""
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


def _together(bundle: Bundle, folder: Path) -> Path:
    """All parts of a bundle in one file that is no container itself, and may be large."""
    target = folder / "parts.zip"
    with StoredZip(target, may_be_large=True) as stored:
        for part in places.sealed_parts(bundle):
            stored.add(part.path.name, part.path)
    return target


def _name_of_all(bundle: Bundle) -> str:
    return f"{places.file_name(bundle).partition('.')[0]}.zip"


def _is_made(bundle: Bundle, key: str) -> bool:
    is_there = bool(bundle.outgoing_path) and places.outgoing(bundle).is_file()
    return is_there and bundle.outgoing_key == key


def _must_be(bundle: Bundle, name: str, sha256: str) -> None:
    path = places.sealed(bundle).with_name(name)
    if manifest.measure(path).sha256 != sha256:
        raise Refusal(_("The file is not the one that was sealed."))


@transaction.atomic
def _keep(bundle_id: int, name: str, file: manifest.File, key: str) -> None:
    bundle = Bundle.objects.lock(bundle_id)
    bundle.outgoing_path, bundle.outgoing_key = name, key
    bundle.outgoing_sha256, bundle.outgoing_size = file.sha256, file.size
    bundle.save(
        update_fields=["outgoing_path", "outgoing_key", "outgoing_sha256", "outgoing_size"]
    )
    if key:
        custody.record("bundle.encrypted", bundle, sha256=file.sha256, key=key)
