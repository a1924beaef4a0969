"""A shared folder: ``DROP_ROOT/<institution>/<file>``, there whole or not at all.

Beside the file lies ``<file>.sha256`` for ``sha256sum -c``. Where the institution gave a key the
file is encrypted with it, since we do not know who else can read the folder.
"""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import encrypt, manifest, places
from petitions.bundles.durable import whole
from petitions.bundles.stored_zip import BLOCK
from petitions.deliveries.channels.receipt import Receipt
from petitions.models import Delivery
from testimonies.errors import Refusal

SHARED = 0o640  # the group of the folder takes the file away


def send(delivery: Delivery) -> Receipt:
    bundle = delivery.bundle
    source = places.sealed(bundle)
    institution = bundle.target.profile.institution
    name = source.name
    is_plain = source.suffix != encrypt.SUFFIX
    if is_plain and institution.encryption_key:
        name += encrypt.SUFFIX
    target = Path(settings.DROP_ROOT) / institution.code / name
    _must_be_sealed_one(source, bundle.sha256)
    with whole(target, mode=SHARED) as part:
        if name == source.name:
            _copy(source, part, bundle.sha256)
        else:
            encrypt.write(source, part, institution.encryption_key)
    with whole(target.with_name(f"{name}.sha256"), mode=SHARED) as part:
        part.write_text(f"{manifest.measure(target).sha256}  {name}\n")
    return Receipt(str(target.relative_to(settings.DROP_ROOT)))


def _must_be_sealed_one(source: Path, sha256: str) -> None:
    if manifest.measure(source).sha256 != sha256:
        raise Refusal(_("The file is not the one that was sealed."))


def _copy(source: Path, target: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as sealed, target.open("wb") as copy:
        while block := sealed.read(BLOCK):
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != sha256:
        raise Refusal(_("The file is not the one that was sealed."))
